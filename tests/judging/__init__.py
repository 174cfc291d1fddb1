"""What others' programs say of the files that Linnet ships for those who run it."""

"""HL7 v2 over MLLP: frames on a kept connection, each answered before the next is read."""

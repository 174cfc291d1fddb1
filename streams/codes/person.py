"""Codes said of a person. Source: NHS Data Dictionary PERSON STATED GENDER CODE; HL7 v3 Confidentiality."""

from streams.codes.lists import CodeList


class Gender(CodeList):
    MALE = "1", "Male"
    FEMALE = "2", "Female"
    INDETERMINATE = "9", "Indeterminate"
    NOT_KNOWN = "X", "Not known"


class Sensitivity(CodeList):
    """PDS practice: R withholds where a person lives, V withholds that the person is known at all."""

    UNRESTRICTED = "U", "Unrestricted"
    RESTRICTED = "R", "Restricted: address withheld"
    VERY_RESTRICTED = "V", "Very restricted: existence withheld"

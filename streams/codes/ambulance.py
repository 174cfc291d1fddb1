"""Source: NHS England Ambulance Response Programme categories."""

from streams.codes.lists import CodeList


class AmbulanceCategory(CodeList):
    CATEGORY_1 = "category-1", "Call-out: category 1, life-threatening"
    CATEGORY_2 = "category-2", "Call-out: category 2, emergency"
    CATEGORY_3 = "category-3", "Call-out: category 3, urgent"
    CATEGORY_4 = "category-4", "Call-out: category 4, less urgent"
    CATEGORY_5 = "category-5", "Call closed by telephone advice"

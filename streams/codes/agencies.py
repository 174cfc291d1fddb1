from streams.codes.lists import CodeList


class Agency(CodeList):
    COUNCIL = "council", "Council social care"
    FIRE = "fire", "Fire and rescue"
    HEALTH = "health", "NHS urgent and emergency care"
    POLICE = "police", "Police"
    AMBULANCE = "ambulance", "Ambulance"
    EHR = "ehr", "Mental health trust"

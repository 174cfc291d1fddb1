"""Names that FHIR R4 itself gives, so that what is dropped can be told of without repeating what a sender made up."""

READ = ("Patient", "Encounter", "Appointment", "ServiceRequest", "EpisodeOfCare", "Flag")
# Of these only that they stand there: they are looked up by reference, or say what the message is.
ABOUT = ("MessageHeader",)
_RESOURCES = """
    Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent Basic
    Binary BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry
    ChargeItem ChargeItemDefinition Claim ClaimResponse ClinicalImpression CodeSystem Communication
    CommunicationRequest CompartmentDefinition Composition ConceptMap Condition Consent Contract Coverage
    CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric
    DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis
    Encounter Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceVariable
    ExampleScenario ExplanationOfBenefit FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse
    HealthcareService ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation
    ImplementationGuide InsurancePlan Invoice Library Linkage List Location Measure MeasureReport Media Medication
    MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement
    MedicinalProduct MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder Observation
    ObservationDefinition OperationDefinition OperationOutcome Organization OrganizationAffiliation Parameters
    Patient PaymentNotice PaymentReconciliation Person PlanDefinition Practitioner PractitionerRole Procedure
    Provenance Questionnaire QuestionnaireResponse RelatedPerson RequestGroup ResearchDefinition
    ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis Schedule
    SearchParameter ServiceRequest Slot Specimen SpecimenDefinition StructureDefinition StructureMap Subscription
    Substance SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport TestScript ValueSet
    VerificationResult VisionPrescription
"""
_ELEMENTS = """
    account active activeDiagnosis actor address admitSource animal appointment appointmentType
    appointmentTypeReason asNeededBoolean asNeededCodeableConcept assigner author authoredOn basedOn birthDate
    bodySite cancelationReason careManager category city class classHistory clinicalStatus code coding comment
    communication condition contact contained contentType country created data deceasedBoolean deceasedDateTime
    description destination detail diagnosis dietPreference dischargeDisposition display district doNotPerform
    encounter end episodeOfCare extension family gender generalPractitioner given history hospitalization id
    identifier implicitRules incomingReferral individual instantiatesCanonical instantiatesUri insurance intent
    language lastUpdated length line link linkId location locationCode locationReference managingOrganization
    maritalStatus meta method minutesDuration modifierExtension multipleBirthBoolean multipleBirthInteger name note
    occurrenceDateTime occurrencePeriod occurrenceTiming onsetDateTime orderDetail origin other partOf participant
    patient patientInstruction performer performerType period photo physicalType postalCode preAdmissionIdentifier
    preferred prefix priority profile quantityQuantity quantityRange quantityRatio rank reAdmission reasonCode
    reasonReference reference referralRequest relationship relevantHistory replaces requestedPeriod requester
    requisition resourceType role security serviceCategory serviceProvider serviceType slot source
    specialArrangement specialCourtesy specialty specimen start state status statusHistory subject suffix
    supportingInfo supportingInformation system tag team telecom text type url use userSelected value valueAddress
    valueBoolean valueCode valueCodeableConcept valueCoding valueDate valueDateTime valueIdentifier valuePeriod
    valueReference valueString version versionId
"""
RESOURCES, ELEMENTS = frozenset(_RESOURCES.split()), frozenset(_ELEMENTS.split())

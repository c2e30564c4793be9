# Experts
expert = Expert
expert-many = Experts
expert-new = New expert
expert-empty = Experts of the university who can help partners, with evidence of what they can do.
expert-name = Name
expert-title = Title
expert-department = Department
expert-fields = Fields of knowledge
expert-topics = Topics
expert-topics-hint = Separated by semicolons.
expert-languages = Languages
expert-languages-hint = Language codes with spaces between them, such as en zh de.
expert-profile = Profile
expert-capacity = Engagements at a time
expert-capacity-hint = 0 to 50; leave it empty for no limit.
expert-opted_out = Does not want to be proposed for needs
expert-opted_out-hint = This expert is then not asked about any need.
expert-email = E-mail
expert-person = Person
expert-source = Source

# Evidence
evidence = Evidence
evidence-many = Evidence
evidence-new = New evidence
evidence-empty = Papers, patents, projects and earlier engagements: what shows that an expert can do something.
evidence-title = Title
evidence-expert = Expert
evidence-sort = Type
evidence-year = Year
evidence-body = Abstract
evidence-source = Source
evidence-sort-paper = Paper or book
evidence-sort-patent = Patent
evidence-sort-project = Project
evidence-sort-engagement = Earlier engagement

# Technologies
technology = Technology
technology-many = Technologies
technology-new = New technology
technology-empty = Technologies that partners can license or develop further, with their readiness.
technology-title = Title
technology-summary = Summary
technology-summary-hint = Everyone who may see this technology reads it.
technology-detail = Detail for staff
technology-applications = Applications
technology-fields = Fields of knowledge
technology-trl = Readiness level (TRL)
technology-trl-hint = 1 to 9. A level needs its assessor and the day of the assessment.
technology-trl_date = Assessed on
technology-trl_assessor = Assessed by
technology-trl_evidence = What shows it
technology-embargo_until = Under embargo until
technology-embargo_until-hint = While a day stands here, only staff see this technology. Take it out to publish.
technology-source = Source
technology-inventors = Inventors
technology-inventors-add = Add an inventor
technology-inventors-expert = Expert

# Fields of knowledge
knowledge-field-engineering = Engineering
knowledge-field-materials = Materials
knowledge-field-information = Information and communication
knowledge-field-energy = Energy
knowledge-field-environment = Environment
knowledge-field-agriculture = Agriculture and food
knowledge-field-medicine = Medicine and health
knowledge-field-transport = Transport
knowledge-field-management = Management, finance and law
knowledge-field-education = Education, cooperation and regional policy
expert-checked = Last found right
technology-checked = Last found right

# Corrections
correction = Correction
correction-many = Corrections
correction-new = New correction
correction-empty = What experts want to have put right in their profiles and evidence.
correction-wish = What is wrong or missing?
correction-expert = Expert
correction-evidence = About which piece of evidence?
correction-state-open = Open
correction-state-made = Made
correction-state-declined = Declined
correction-step-make = Made
correction-step-decline = Decline
correction-done-make = Made
correction-done-decline = Declined

# Upkeep
catalogue-upkeep = Upkeep
catalogue-upkeep-hint = What nobody has looked at for long, and what was entered twice.
catalogue-untouched = Not changed or confirmed for
catalogue-months = { $n } months
catalogue-last = Last changed or confirmed
catalogue-still-right = Still right
catalogue-none-stale = All of them were looked at since.
catalogue-twice = Entered twice
catalogue-twice-hint = Records of the same name; of evidence, those of one expert.
catalogue-none-twice = None.
own-profile = Your profile
own-hint = Needs are matched with your evidence. You can correct it, and you can stay out.
own-right = My profile is right as it stands
own-checked = You said so on { $day }.
own-out = You are not proposed for needs.
own-opt-out = Do not propose me for needs
own-opt-in = Propose me for needs again
own-correct = Ask for a correction
own-whole-profile = My profile
own-send = Send to the office
own-asked = What you asked for
toast-confirmed = Noted as right today.
toast-correction-asked = Thank you. The office will look at it.
problem-only-own-profile = You can ask for corrections of your own profile only.
problem-no-expert = You have no expert's profile.
    .help = If you should have one, ask the cooperation office.

# Measures
measure-experts = Experts
measure-experts-definition = Experts in the catalogue on the day. An expert of several fields counts with each of them, and once in all.
measure-evidence = Pieces of evidence
measure-evidence-definition = Papers, patents, projects and the like on file on the day; the year is that of the work.
measure-technologies = Technologies
measure-technologies-definition = Technologies in the catalogue on the day, with the readiness held to be right on that day. One of several fields counts with each of them, and once in all.
measure-technologies-near-use = Technologies near to use
measure-technologies-near-use-definition = The part of the assessed technologies whose readiness (TRL) is 7 or more. Left out: technologies that nobody assessed.
retention-catalogue-expert = A profile that nobody looked at for two years may be wrong.
retention-catalogue-evidence = Published work speaks for a long time.
retention-catalogue-correction = Once answered, the words are no longer needed.

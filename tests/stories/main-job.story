# A look-up within the agreement is answered, recorded and provable
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
expect json {"numurs": "AB1234", "marka": "Volvo", "masa": 1750}
expect header Receipt: /journals/access/receipts/*
expect header Cache-Control: private, no-cache
expect a receipt

# A register given once serves another institution within an agreement, and the person sees it
> The main job from the file to the person's page.
file
    sertifikats,personas_kods,vards,joma,derigs_lidz
    0164A,32567890123,Anna Bērziņa,ēku projektēšana,2028-05-31
    0165A,33123456789,Jānis Kalniņš,ceļu būvdarbi,2027-02-28
as the steward
upload it for sertifikati
describe it {"key": "sertifikats"}
expect 200
publish it
expect 200
expect json {"stage": "published", "version": 1, "rows": 2, "rejected": 0}

as anybody
GET /api/datasets/sertifikati
expect 200
expect json {"key": "sertifikats", "access": "restricted"}
expect text *"name":"personas_kods"*"personal":"person_code"*
> A code with a leading zero stays text.
expect text *"name":"sertifikats"*"type":"text"*

agree on sertifikati {"purpose": "Statusa pārbaude", "fields": ["sertifikats", "joma"]}
as the receiver's system
GET /api/datasets/sertifikati/rows/0164A
expect 200
expect body
    {"sertifikats":"0164A","joma":"ēku projektēšana"}
expect a receipt

as the person
GET /api/person/look-ups
expect 200
expect some {"dataset": "sertifikati", "purpose": "Statusa pārbaude", "institution": {"en": "State Revenue Service"}, "receipt": "<receipt>"}

as the signatory of the provider
POST /api/agreements/<agreement>/end {"reason": "Done"}
expect 200
expect a receipt
as the receiver's system
GET /api/datasets/sertifikati/rows/0164A
expect 403

# What was decided is still so after a restart
as the operator
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Banka", "en": "A bank"}}
expect 200
remember bank = id
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
remember before = header Receipt
restart the node
as anybody
GET /api/institutions
expect 200
expect some {"id": "<bank>"}
as the receiver's system
GET <before>
expect 200
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
expect a receipt

# A person sees every look-up on her, newest first, and nobody else's
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
GET /api/datasets/transportlidzekli/rows/BC2345
expect 200
GET /api/datasets/transportlidzekli/rows/EF5678
expect 200
remember newest = header Receipt
as the person
GET /api/person/look-ups
expect 200
expect rows 2
expect header Cache-Control: no-store
expect json [{"receipt": "<newest>", "purpose": "Transportlīdzekļa ekspluatācijas nodokļa aprēķins", "title": {"en": "Register of vehicles"}}, {}]
GET <newest>
expect 200

# A person reads on to older look-ups, and new ones in the meantime change nothing about them
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
remember oldest = header Receipt
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
remember newest = header Receipt
as the person
GET /api/person/look-ups?limit=1
expect 200
expect rows 1
expect some {"receipt": "<newest>"}
remember entry = 0.entry
expect header Link: </api/person/look-ups?before=<entry>&limit=1>; rel="next"
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
as the person
GET /api/person/look-ups?limit=1&before=<entry>
expect 200
expect rows 1
expect some {"receipt": "<oldest>"}
expect no header Link
GET /en/person?before=<entry>
expect 200
expect text *1 older look-up*<oldest>*
expect no text *<newest>"*

# The page of look-ups is for people who are known by their code
as anybody
GET /api/person/look-ups
expect 401
as the steward
GET /api/person/look-ups
expect 403
as the operator
POST /api/people {"roles": ["person"], "name": "Bez Koda", "login": "bez", "password": "twelve letters"}
expect 200
as bez with password twelve letters
GET /api/person/look-ups
expect 409
expect detail *not known here*

# A person is found however a register writes her code
file
    kods,personas_kods,piezime
    A1,325678-90123,ar svītriņu
    A2,32567890123,bez svītriņas
as the steward
upload it for piezimes
describe it {"key": "kods"}
expect 200
publish it
expect 200
expect json {"stage": "published"}
as the steward
GET /api/datasets/piezimes/rows/A1
expect 200
remember with hyphen = header Receipt
GET /api/datasets/piezimes/rows/A2
expect 200
expect json {"personas_kods": "32567890123"}
remember without = header Receipt
as the person
GET /api/person/look-ups
expect 200
expect some {"receipt": "<with hyphen>"}
expect some {"receipt": "<without>"}

# A look-up is told by the terms and the name of its day, whatever was changed since
agree on transportlidzekli {"fields": ["numurs", "marka"], "purpose": "Pirmais mērķis", "legal_basis": "Pirmais pants"}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
remember first = header Receipt
let 1 hour pass
sign in again as the signatory of the provider
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "Otrais mērķis", "legal_basis": "Otrais pants", "fields": ["numurs"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
as the signatory of the receiver
POST /api/agreements/<agreement>/acceptance {"revision": 2}
expect 200
POST /api/agreements/<agreement>/pin-signatures {"pin": "246802"}
expect 200
as the signatory of the provider
POST /api/agreements/<agreement>/pin-signatures {"pin": "135790"}
expect 200
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
remember second = header Receipt
as the person
GET /api/person/look-ups
expect 200
expect some {"receipt": "<first>", "purpose": "Pirmais mērķis", "legal_basis": "Pirmais pants", "terms": {"revision": 1, "fields": ["numurs", "marka"]}}
expect some {"receipt": "<second>", "purpose": "Otrais mērķis", "terms": {"revision": 2, "fields": ["numurs"]}}
GET /en/person
expect 200
expect text *Pirmais mērķis*
as the steward
revise transportlidzekli {"title": {"lv": "Spēkratu reģistrs", "en": "Register of motor vehicles"}}
expect 200
as the person
GET /api/person/look-ups
expect 200
expect some {"receipt": "<first>", "title": {"en": "Register of vehicles"}, "now": {"en": "Register of motor vehicles"}}
GET /en/person
expect 200
expect text *Register of vehicles*Now called Register of motor vehicles*
> After the withdrawal too, and nothing of it is lost when the agreement ends with it.
as the steward
POST /api/datasets/transportlidzekli/withdrawal {"reason": "Replaced"}
expect 200
restart the node
as the person
GET /api/person/look-ups
expect 200
expect some {"receipt": "<first>", "title": {"en": "Register of vehicles"}, "withdrawn": "<today>T*", "purpose": "Pirmais mērķis"}
remember entry = 1.entry
GET /en/person/look-ups/<entry>
expect 200
expect text *Register of vehicles*Withdrawn on*Pirmais mērķis*Pirmais pants*<agreement>, revision 1*
GET /lv/person/look-ups/<entry>
expect 200
expect text *Transportlīdzekļu reģistrs*Atsaukta*

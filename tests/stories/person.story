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

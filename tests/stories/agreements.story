# An ended agreement answers nobody
agree on transportlidzekli {"fields": ["numurs", "modelis"]}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
as the signatory of the receiver
POST /api/agreements/<agreement>/end {"reason": "No longer needed"}
expect 200
POST /api/agreements/<agreement>/end {"reason": "No longer needed"}
expect 409
GET /api/agreements/<agreement>
expect 200
expect json {"state": "ended", "ended_because": "No longer needed"}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 403
as the signatory of the provider
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 409

# Withdrawing a dataset ends the agreements on it, whatever is described under its id later
agree on transportlidzekli {"fields": ["numurs", "modelis"]}
as the steward
POST /api/datasets/transportlidzekli/withdrawal {"reason": "Replaced by another register"}
expect 200
as the signatory of the receiver
GET /api/agreements/<agreement>
expect 200
expect json {"state": "ended", "ended_because": "Replaced by another register"}
as the steward
file
    numurs,modelis
    AB1234,Volvo
    CD5678,Saab
upload it for transportlidzekli
describe it {"key": "numurs"}
expect 200
publish it
expect 200
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 403

# A request names fields that exist, a purpose, a basis and days that make sense
as the signatory of the receiver
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs", "krasa"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/fields/1
expect detail *krasa*
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/purpose
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<tomorrow>", "ends": "<today>"}}
expect 400
expect pointer /terms/ends
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in eleven years>"}}
expect 400
expect detail *ten years*
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1001}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/limits/rows_per_answer
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "filter": {"field": "masa", "values": ["01"]}, "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/filter/values/0
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "2026-02-30", "ends": "<in a year>"}}
expect 400
expect pointer /terms/starts
POST /api/agreements {"dataset": "nekas", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 404

# Only signatories ask, and not of their own institution
as the steward
POST /api/agreements {"dataset": "uznemumi", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["regcode"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 403
as the signatory of the provider
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 409
expect detail *needs no agreement*

# Terms are offered back and forth, accepted by the other side, and signed by both
as the signatory of the receiver
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs", "ipasnieks"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
remember agreement = id
POST /api/agreements/<agreement>/acceptance {"revision": 1}
expect 409
expect detail *other side*
POST /api/agreements/<agreement>/pin-signatures {"pin": "246802"}
expect 409
expect detail *not accepted*
as the signatory of the provider
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
as the signatory of the receiver
POST /api/agreements/<agreement>/acceptance {"revision": 1}
expect 409
expect detail *revision 2*
POST /api/agreements/<agreement>/acceptance {"revision": 2}
expect 200
POST /api/agreements/<agreement>/acceptance {"revision": 2}
expect 409
POST /api/agreements/<agreement>/pin-signatures {"pin": "000000"}
expect 403
expect pointer /pin
POST /api/agreements/<agreement>/pin-signatures {"pin": "246802"}
expect 200
expect a receipt
POST /api/agreements/<agreement>/pin-signatures {"pin": "246802"}
expect 409
expect detail *signed already*
> One signature is none: the system still has no access to what only this agreement allows.
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 403
as the signatory of the provider
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["marka"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 409
expect detail *refuse them first*
POST /api/agreements/<agreement>/pin-signatures {"pin": "135790"}
expect 200
GET /api/agreements/<agreement>
expect 200
expect json {"state": "active", "in_force": {"revision": 2, "terms": {"fields": ["numurs"]}}}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200

# A refused request is over
as the signatory of the receiver
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
remember agreement = id
as the signatory of the provider
POST /api/agreements/<agreement>/refusal {"reason": ""}
expect 400
POST /api/agreements/<agreement>/refusal {"reason": "Too little purpose"}
expect 200
GET /api/agreements/<agreement>
expect 200
expect json {"state": "refused"}
as the signatory of the receiver
POST /api/agreements/<agreement>/acceptance {"revision": 1}
expect 409
POST /api/agreements/<agreement>/pin-signatures {"pin": "246802"}
expect 409
POST /api/agreements/<agreement>/end {"reason": "It never began"}
expect 409

# An amendment leaves the old terms in force until both have signed the new ones
agree on transportlidzekli {"fields": ["numurs", "marka", "modelis"]}
as the signatory of the provider
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>&fields=modelis
expect 200
as the signatory of the receiver
POST /api/agreements/<agreement>/acceptance {"revision": 2}
expect 200
POST /api/agreements/<agreement>/pin-signatures {"pin": "246802"}
expect 200
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>&fields=modelis
expect 200
as the signatory of the provider
POST /api/agreements/<agreement>/pin-signatures {"pin": "135790"}
expect 200
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>&fields=modelis
expect 403
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200

# An agreement that begins tomorrow answers nobody today
agree on transportlidzekli {"fields": ["numurs"], "starts": "<tomorrow>"}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 403
expect detail *begins on <tomorrow>*

# A signature is hers who signs, over this text and no other
make key mine
make key stranger
as the operator
POST /api/people {"institution": "<receiver>", "roles": ["signatory"], "name": "Sava Atslēga", "login": "atslega", "password": "twelve letters", "signing_key": <mine jwk>}
expect 200
as atslega with password twelve letters
PUT /api/session/secrets {"password": "twelve letters", "new_password": "letters of her own"}
expect 200
sign in again as atslega with password letters of her own
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
remember agreement = id
as the signatory of the provider
POST /api/agreements/<agreement>/acceptance {"revision": 1}
expect 200
as atslega with password letters of her own
POST /api/agreements/<agreement>/pin-signatures {"pin": "246802"}
expect 409
expect detail *not kept here*
sign the text of <agreement> with key stranger
POST /api/agreements/<agreement>/signatures {"signature": "<signature>"}
expect 403
expect pointer /signature
POST /api/agreements/<agreement>/signatures {"signature": "not base64url!"}
expect 400
sign the text of <agreement> with key mine
POST /api/agreements/<agreement>/signatures {"signature": "<signature>"}
expect 200
> The other side's signatory does not sign for this one.
as the signatory of the provider
POST /api/agreements/<agreement>/signatures {"signature": "<signature>"}
expect 403

# The text stays as it was accepted, though the dataset gets another name
agree on transportlidzekli {"fields": ["numurs"]}
as the signatory of the receiver
GET /api/agreements/<agreement>/text
expect 200
expect json {"title": {"en": "Register of vehicles"}}
as the steward
revise transportlidzekli {"title": {"lv": "Spēkratu reģistrs", "en": "Register of motor vehicles"}}
expect 200
as the signatory of the receiver
GET /api/agreements/<agreement>/text
expect 200
expect json {"title": {"en": "Register of vehicles"}}
as the signatory of the provider
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
GET /api/agreements/<agreement>/text
expect 200
expect json {"revision": 2, "title": {"en": "Register of motor vehicles"}}

# An agreement is shown to its parties and to auditors
agree on transportlidzekli {"fields": ["numurs"]}
as the operator
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Banka", "en": "A bank"}}
expect 200
remember bank = id
POST /api/people {"institution": "<bank>", "roles": ["signatory"], "name": "Zane", "login": "zane", "password": "twelve letters", "pin": "121212"}
expect 200
as zane with password twelve letters
GET /api/agreements/<agreement>
expect 403
GET /api/agreements/<agreement>/text
expect 403
POST /api/agreements/<agreement>/end {"reason": "Mischief"}
expect 403
GET /api/agreements
expect 200
expect rows 0
as the auditor
GET /api/agreements/<agreement>
expect 200
as anybody
GET /api/agreements
expect 401

# The number of refused terms is not given to others, nor their text
agree on transportlidzekli {"fields": ["numurs"]}
as the signatory of the receiver
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs", "ipasnieks"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
as the signatory of the provider
POST /api/agreements/<agreement>/acceptance {"revision": 2}
expect 200
POST /api/agreements/<agreement>/refusal {"reason": "Not the owners"}
expect 200
as the signatory of the receiver
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs", "marka"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
as the signatory of the provider
GET /api/agreements/<agreement>/text
expect 200
expect json {"revision": 3, "terms": {"fields": ["numurs", "marka"]}}
POST /api/agreements/<agreement>/acceptance {"revision": 2}
expect 409
expect detail *revision 3*
POST /api/agreements/<agreement>/acceptance {"revision": 3}
expect 200
GET /api/agreements/<agreement>/text
expect 200
expect json {"revision": 3, "terms": {"fields": ["numurs", "marka"]}}
restart the node
GET /api/agreements/<agreement>/text
expect 200
expect json {"revision": 3, "terms": {"fields": ["numurs", "marka"]}}

# Withdrawing a dataset leaves alone what was over before
agree on transportlidzekli {"fields": ["numurs"]}
as the signatory of the receiver
GET /api/agreements/<agreement>
expect 200
remember ended = id
POST /api/agreements/<ended>/end {"reason": "No longer needed"}
expect 200
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
remember refused = id
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
remember asked = id
as the signatory of the provider
POST /api/agreements/<refused>/refusal {"reason": "Too little purpose"}
expect 200
as the steward
POST /api/datasets/transportlidzekli/withdrawal {"reason": "Replaced by another register"}
expect 200
as the signatory of the receiver
GET /api/agreements/<ended>
expect 200
expect json {"state": "ended", "ended_because": "No longer needed"}
GET /api/agreements/<refused>
expect 200
expect json {"state": "refused", "ended_because": "Too little purpose"}
GET /api/agreements/<asked>
expect 200
expect json {"state": "ended", "ended_because": "Replaced by another register"}

# One person does not sign for both sides
as the operator
POST /api/people {"institution": "<receiver>", "roles": ["signatory"], "name": "Māra Mainīga", "login": "mara", "password": "twelve letters", "pin": "121212"}
expect 200
remember mara = id
as mara with password twelve letters
PUT /api/session/secrets {"password": "twelve letters", "new_password": "letters of her own", "pin": "121212", "new_pin": "343434"}
expect 200
sign in again as mara with password letters of her own
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
remember agreement = id
as the signatory of the provider
POST /api/agreements/<agreement>/acceptance {"revision": 1}
expect 200
as mara with password letters of her own
POST /api/agreements/<agreement>/pin-signatures {"pin": "343434"}
expect 200
as the operator
PUT /api/people/<mara>/roles {"institution": "<provider>", "roles": ["signatory"]}
expect 200
as mara with password letters of her own
POST /api/agreements/<agreement>/pin-signatures {"pin": "343434"}
expect 409
expect detail *signed for the other side*
as the signatory of the provider
POST /api/agreements/<agreement>/pin-signatures {"pin": "135790"}
expect 200

# What is signed is what is seen: nothing in it hides or turns it round
as the signatory of the receiver
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "first line\nsecond line", "legal_basis": "l\u0000", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/legal_basis
expect detail *U+0000*
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "taxes \u202E only", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/purpose
expect detail *U+202E*
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "filter": {"field": "marka", "values": ["Vol\u200Fvo"]}, "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/filter/values/0
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "filter": {"field": "marka", "values": [""]}, "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/filter/values/0
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "first line\nsecond line", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
as the operator
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Ban\nka", "en": "A bank"}}
expect 400
expect pointer /name/lv

# A page says what was done only where it was done
as the signatory of the receiver
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
remember agreement = id
GET /lv/agreements/<agreement>?done=signed
expect 200
expect no text *Jūsu paraksts ir pievienots*
GET /en/agreements/<agreement>?done=signed&tag=00000000000000000000000000000000
expect 200
expect no text *Your signature is entered*

# An access token serves for ten minutes
as the receiver's system
let 9 minutes pass
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
let 2 minutes pass
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401
expect detail *has expired*
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200

# A session that nobody uses for half an hour ends, and she signs in again
as the steward
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 31 minutes pass
GET /api/agreements
expect 401
sign in again as the steward
GET /api/agreements
expect 200

# However busy she is, a session ends after twelve hours
as the steward
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
let 29 minutes pass
GET /api/agreements
expect 200
> Eleven hours and 36 minutes.
let 25 minutes pass
GET /api/agreements
expect 401
sign in again as the steward
GET /api/agreements
expect 200

# An agreement answers on its last day and not on the day after
agree on transportlidzekli {"fields": ["numurs"], "ends": "<tomorrow>"}
let 1 day pass
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
expect a receipt
> It began at noon: half a day later it is the day after tomorrow.
let 11 hours pass
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
let 1 hour pass
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 403
expect detail *ended on <tomorrow>*

# An agreement that begins tomorrow answers from tomorrow on
agree on transportlidzekli {"fields": ["numurs"], "starts": "<tomorrow>"}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 403
let 12 hours pass
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200

# An agreement whose term has passed is renewed by an amendment that both sign
agree on transportlidzekli {"fields": ["numurs"], "ends": "<today>"}
let 1 day pass
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 403
sign in again as the signatory of the provider
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<today>"}}
expect 400
expect detail *is past*
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
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

# An agreement past its last day has expired, whatever becomes of its dataset
agree on transportlidzekli {"fields": ["numurs"], "ends": "<today>"}
as the signatory of the receiver
GET /api/agreements/<agreement>
expect 200
expect json {"state": "active"}
> It began at noon: at midnight in Latvia the last day is past.
let 12 hours pass
sign in again as the signatory of the receiver
GET /api/agreements/<agreement>
expect 200
expect json {"state": "expired"}
GET /api/agreements
expect 200
expect some {"id": "<agreement>", "state": "expired"}
GET /en/agreements/<agreement>
expect 200
expect text *Expired*Both days included, by the time of Latvia*
POST /api/agreements/<agreement>/end {"reason": "No longer needed"}
expect 409
expect detail *Only an active agreement*
sign in again as the steward
POST /api/datasets/transportlidzekli/withdrawal {"reason": "Replaced by another register"}
expect 200
sign in again as the signatory of the receiver
GET /api/agreements/<agreement>
expect 200
expect json {"state": "expired"}
expect no text *Replaced*
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<tomorrow>", "ends": "<in a year>"}}
expect 409
expect detail *request a new one*

# The answers of a day are used up until the next day
agree on transportlidzekli {"fields": ["numurs"], "limits": {"answers_per_day": 2, "rows_per_answer": 1}}
as the receiver's system
repeat 2 times GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 429
expect detail *go on tomorrow*
expect header Retry-After: 43*
let 12 hours pass
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200

# A restart of the node gives no new answers to a day that is used up
agree on transportlidzekli {"fields": ["numurs"], "limits": {"answers_per_day": 3, "rows_per_answer": 1}}
as the receiver's system
repeat 2 times GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
restart the node
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 429
restart the node
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 429
GET /api/datasets/transportlidzekli/rows/AB1234
expect 409
let 12 hours pass
restart the node
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200

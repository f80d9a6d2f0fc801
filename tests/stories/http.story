# An unknown address is 404, a known one with another method 405 with those it takes
as anybody
GET /nothing/here
expect 404
expect json {"type": "/problems/missing", "status": 404}
DELETE /api/institutions
expect 405
expect json {"status": 405}
expect header Allow: *GET*
expect header Allow: *POST*
PATCH /api/session {}
expect 405
expect header Allow: *POST*

# JSON that is broken, of the wrong shape or not JSON at all is refused with the place
as the operator
POST /api/institutions {"registration_number": "4000
expect 400
expect detail *
POST /api/institutions {"registration_number": 40003032949, "name": {"lv": "a", "en": "b"}}
expect 400
expect pointer /registration_number
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "a", "en": "b", "de": "c"}}
expect 400
expect detail *de*
POST /api/institutions {"registration_number": "40003032949"}
expect 400
expect pointer /name
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "a", "en": "b", "lv": "c"}}
expect 400
expect detail *stands here twice
expect pointer /name/lv
POST /api/institutions []
expect 400
with header Content-Type: text/plain
POST /api/institutions {"registration_number": "40003032949"}
expect 400
expect detail *application/json*

# All that is wrong with a command is told at once, each with its place
as the operator
POST /api/institutions {"registration_number": "4000", "name": {"lv": "", "en": "b"}}
expect 400
expect pointer /registration_number
expect json {"errors": [{"detail": "*", "pointer": "/registration_number"}, {"detail": "*", "pointer": "/name/lv"}]}
> What is not of its shape is told before any rule is asked.
POST /api/institutions {"registration_number": 4000, "name": {"lv": "a", "de": "c"}, "id": "x"}
expect 400
expect pointer /registration_number
expect json {"errors": [{"pointer": "/registration_number"}, {"pointer": "/name/en"}, {"pointer": "/name/de"}, {"pointer": "/id"}]}
POST /api/institutions {"registration_number": "4000", "name": {"lv": "a", "en": "b"}}
expect 400
expect no text *errors*
as the signatory of the receiver
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "", "legal_basis": "l", "fields": ["numurs", "nav", "numurs"], "limits": {"answers_per_day": 0, "rows_per_answer": 1}, "starts": "<today>", "ends": "<yesterday>"}}
expect 400
expect json {"errors": [{"pointer": "/terms/purpose"}, {"pointer": "/terms/fields/1"}, {"pointer": "/terms/fields/2"}, {"pointer": "/terms/limits/answers_per_day"}, {"pointer": "/terms/ends"}]}

# An address or a form that is not UTF-8 is refused, by programs' addresses and by pages
as anybody
GET /api/datasets/%ff%fe/rows
expect 400
expect json {"type": "/problems/invalid", "place": "path"}
expect detail *not percent-encoded UTF-8
GET /api/datasets/uznemumi/rows/%c4
expect 400
GET /api/datasets/uznemumi/rows?regcode=%ff
expect 400
expect json {"place": "query"}
GET /api/datasets/uznemumi/rows?%ff=1
expect 400
GET /no/such/%ff
expect 400
GET /en/datasets?q=%ff
expect 400
expect text *This could not be done*This address cannot be read*
GET /lv/datasets?q=100%
expect 400
expect text *Šo adresi nevar nolasīt*
GET /lv/%ff
expect 400
expect text *Šo adresi nevar nolasīt*
GET /lv/datasets?q=%C4%81+100%25
expect 200
expect text *value="ā 100%"*
> One that cannot be read is not one that is not there: this asked for the rows of CSV, not for JSON.
GET /api/datasets/uznemumi/rows?format=%ffcsv
expect 400
with header Content-Type: application/x-www-form-urlencoded
POST /oauth/token grant_type=client_credentials&client_assertion=%ff
expect 400
expect text *This form cannot be read*
with header Content-Type: application/x-www-form-urlencoded
POST /en/sign-in login=%ff&password=a
expect 400
expect text *This form cannot be read*

# A command that contradicts its address is refused
as the signatory of the receiver
POST /api/agreements/abc/acceptance {"agreement": "def", "revision": 1}
expect 403
as the operator
DELETE /api/systems/<receiver's system> {"system": "another"}
expect 400
expect pointer /system

# Whoever asks too often is told when to come back
this node takes 20 requests a second of anybody
ask for a token as <receiver's system> with key of the receiver's system
expect 200
remember token = access_token
repeat until 429 GET /healthz
expect 429
expect header Retry-After: *
expect json {"type": "/problems/too-many"}
> Those who are known are counted one by one.
with header Authorization: Bearer <token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200

# A parameter that stands twice, or is no parameter, is refused
as anybody
GET /api/datasets/uznemumi/rows?limit=1&limit=2
expect 400
expect place limit
GET /api/datasets/uznemumi/rows?limt=1
expect 400
expect detail *limt*
GET /api/datasets/uznemumi/rows?limit=0
expect 400
GET /api/datasets/uznemumi/rows?limit=many
expect 400

# Answers carry what protects a browser
as anybody
GET /api/institutions
expect 200
expect header X-Content-Type-Options: nosniff

# A body that is too large is refused before it is read
as the operator
POST /api/institutions <a body over the limit>
expect 413
GET /api/institutions
expect 200

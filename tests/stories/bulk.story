# All of an open dataset is one file, and its hash is the version's
as anybody
GET /api/datasets/uznemumi/versions
expect 200
remember hash = 0.hash
GET /api/datasets/uznemumi/bulk
expect 200
expect header Content-Type: text/csv*
expect header ETag: "<hash>"
expect header Repr-Digest: sha-256=:*=:
expect header Content-Disposition: attachment; filename="uznemumi-1.csv"
expect header Accept-Ranges: bytes
expect header Cache-Control: no-cache
expect no header Receipt
remember tag = header ETag
> The same once more, from what was made.
GET /api/datasets/uznemumi/bulk?format=csv&version=1
expect 200
expect header ETag: <tag>
with header If-None-Match: <tag>
GET /api/datasets/uznemumi/bulk
expect 304
HEAD /api/datasets/uznemumi/bulk
expect 200
expect header ETag: <tag>

# Fields, filters and forms are those of rows
file
    kods,vards,gadi
    B2,"Bērziņa, Anna",41
    A1,Kalniņš,9
    A3,Ozols,
as the steward
upload it for iedzivotaji
describe it {"key": "kods"}
expect 200
publish it
expect 200
GET /api/datasets/iedzivotaji/bulk
expect 200
expect body
    kods,vards,gadi
    B2,"Bērziņa, Anna",41
    A1,Kalniņš,9
    A3,Ozols,
expect a receipt
GET /api/datasets/iedzivotaji/bulk?fields=gadi,kods&filter=gadi+ge+9
expect 200
expect header Total-Count: 2
expect body
    gadi,kods
    41,B2
    9,A1
expect a receipt
GET /api/datasets/iedzivotaji/bulk?kods=A3&format=json
expect 200
expect body
    {"dataset":"iedzivotaji","version":1,"rows":[{"kods":"A3","vards":"Ozols","gadi":null}],"total":1}
expect header Content-Disposition: attachment; filename="iedzivotaji-1.json"
expect a receipt
with header Accept: application/x-ndjson
GET /api/datasets/iedzivotaji/bulk?fields=vards
expect 200
expect header Content-Type: application/x-ndjson
expect body
    {"vards":"Bērziņa, Anna"}
    {"vards":"Kalniņš"}
    {"vards":"Ozols"}
with header Accept: application/json
GET /api/datasets/iedzivotaji/bulk?kods=nobody
expect 200
expect json {"rows": [], "total": 0}
GET /api/datasets/iedzivotaji/bulk?kods=nobody&format=ndjson
expect 200
expect header Total-Count: 0

# What would choose a page, or cannot be asked, is refused
as the receiver's system
GET /api/datasets/transportlidzekli/bulk?limit=10
expect 400
expect detail *limit*no parameter of a download*
expect place limit
GET /api/datasets/transportlidzekli/bulk?sort=numurs
expect 400
expect place sort
GET /api/datasets/transportlidzekli/bulk?keys=AB1234
expect 400
expect place keys
GET /api/datasets/transportlidzekli/bulk?format=xlsx
expect 400
expect place format
GET /api/datasets/transportlidzekli/bulk?krasa=X
expect 400
expect detail *neither a parameter nor a field*
GET /api/datasets/transportlidzekli/bulk?filter=ipasnieks+prefix+A
expect 400
GET /api/datasets/transportlidzekli/bulk?fields=ipasnieks
expect 403
expect place fields
GET /api/datasets/transportlidzekli/bulk?version=9
expect 404
GET /api/datasets/nekas/bulk
expect 404
as anybody
GET /api/datasets/transportlidzekli/bulk
expect 401
as the auditor
GET /api/datasets/transportlidzekli/bulk
expect 403

# A download goes on where it broke off, and its parts are one answer with one receipt
agree on transportlidzekli {"fields": ["numurs", "marka"], "filter": {"field": "marka", "values": ["Volvo", "Audi"]}, "limits": {"answers_per_day": 2, "rows_per_answer": 10}}
as the receiver's system
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 200
expect body
    numurs,marka
    AB1234,Volvo
    GH7890,Audi
expect header Cache-Control: private, no-cache
expect a receipt
remember tag = header ETag
remember receipt = header Receipt
with header Range: bytes=14-19
with header If-Range: <tag>
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 206
expect text AB1234
expect header Content-Range: bytes 14-19/*
expect header ETag: <tag>
expect header Receipt: <receipt>
> A part of another file never comes.
with header Range: bytes=14-19
with header If-Range: "another"
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 200
expect text numurs,marka*
with header Range: bytes=9999-
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 416
expect header Content-Range: bytes */*
with header If-None-Match: <tag>
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 304
> The parts counted once; the quota of two answers has one left, which the restart does not forget.
restart the node
with header Range: bytes=0-5
with header If-Range: <tag>
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 206
expect text numurs
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>&format=ndjson
expect 429

# More than a day's pages would give is refused
agree on transportlidzekli {"fields": ["numurs"], "limits": {"answers_per_day": 2, "rows_per_answer": 3}}
as the receiver's system
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 413
expect detail *10 rows*2 answers a day of 3 rows*
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>&numurs=AB1234
expect 200
expect a receipt

# A part is refused as soon as the agreement is ended, and once the dataset is withdrawn
agree on transportlidzekli {"fields": ["numurs", "modelis"]}
as the receiver's system
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 200
as the signatory of the provider
POST /api/agreements/<agreement>/end {"reason": "Over"}
expect 200
as the receiver's system
with header Range: bytes=0-5
GET /api/datasets/transportlidzekli/bulk?agreement=<agreement>
expect 403
expect no header Receipt
GET /api/datasets/transportlidzekli/bulk
expect 200
as the steward
POST /api/datasets/transportlidzekli/withdrawal {"reason": "Replaced"}
expect 200
as the receiver's system
with header Range: bytes=0-5
GET /api/datasets/transportlidzekli/bulk
expect 404

# A part is of the version it began with
file
    kods,vieta
    A1,X
    A2,Y
as the steward
upload it for kodi
describe it {"key": "kods"}
expect 200
publish it
expect 200
GET /api/datasets/kodi/bulk
expect 200
remember tag = header ETag
file
    kods,vieta
    A3,Z
upload it for kodi
publish it
expect 200
with header If-Range: <tag>
with header Range: bytes=0-3
GET /api/datasets/kodi/bulk
expect 200
expect body
    kods,vieta
    A3,Z
with header If-Range: <tag>
with header Range: bytes=0-3
GET /api/datasets/kodi/bulk?version=1
expect 206
expect text kods

# A person sees a download that holds her, however many others it holds
file
    kods,grupa
    <a row for each of these>
    32567890123,B
as the steward
upload it for daudzi
describe it {"key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "Kods", "en": "Code"}, "type": "text", "required": true, "personal": "person_code", "access": "restricted"}, {"name": "grupa", "source": "grupa", "label": {"lv": "Grupa", "en": "Group"}, "type": "text", "required": true, "personal": "personal", "access": "restricted"}]}
expect 200
publish it
expect 200
GET /api/datasets/daudzi/bulk
expect 200
expect a receipt
remember many = header Receipt
GET /api/datasets/daudzi/bulk?kods=32567890123
expect 200
expect a receipt
remember few = header Receipt
as the person
GET /api/person/look-ups
expect 200
expect rows 2
expect some {"receipt": "<many>", "people": 902}
expect some {"receipt": "<few>"}
remember entry = 1.entry
GET /en/person/look-ups/<entry>
expect 200
expect text *A download that holds 902 people*
GET /lv/person
expect 200
expect text *<many>*
as the steward
GET /api/datasets/daudzi/bulk?grupa=A
expect 200
expect a receipt
restart the node
as the person
GET /api/person/look-ups?limit=1
expect 200
expect rows 1
expect some {"receipt": "<few>"}
remember entry = 0.entry
GET /api/person/look-ups?limit=1&before=<entry>
expect 200
expect rows 1
expect some {"receipt": "<many>"}
expect no header Link

# A field outside the agreement is neither given nor filtered by
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?fields=ipasnieks
expect 403
expect detail *ipasnieks*
expect place fields
GET /api/datasets/transportlidzekli/rows/AB1234?fields=marka
expect 200
expect body
    {"marka":"Volvo"}
GET /api/datasets/transportlidzekli/rows?personas_kods=32567890123
expect 400
expect detail *neither a parameter nor a field*
GET /api/datasets/transportlidzekli/rows?marka=Volvo
expect 200
expect rows 1

# A row filter of the agreement hides all other rows, as if they were not there
agree on transportlidzekli {"fields": ["numurs", "marka"], "filter": {"field": "marka", "values": ["Volvo", "Audi"]}}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
GET /api/datasets/transportlidzekli/rows/BC2345?agreement=<agreement>
expect 404
remember hidden = body
GET /api/datasets/transportlidzekli/rows/ZZ9999?agreement=<agreement>
expect 404
expect text <hidden>
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>
expect 200
expect rows 2
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&keys=AB1234,BC2345,GH7890
expect 200
expect rows 2

# Several agreements on one dataset: the caller says which
agree on transportlidzekli {"fields": ["numurs", "modelis"]}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 409
expect detail *say which*
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
expect json {"modelis": "V60"}
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=another
expect 403

# Rows by keys come in the order asked, and at most as many as agreed
as the receiver's system
GET /api/datasets/transportlidzekli/rows?keys=KL0123,AB1234,ZZ9999
expect 200
expect json {"rows": [{"numurs": "KL0123"}, {"numurs": "AB1234"}]}
GET /api/datasets/transportlidzekli/rows?keys=KL0123&marka=Tesla
expect 400
agree on transportlidzekli {"fields": ["numurs"], "limits": {"answers_per_day": 10, "rows_per_answer": 2}}
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&keys=KL0123,AB1234,BC2345
expect 413
expect detail *at most 2 rows*
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&limit=3
expect 400
expect place limit
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>
expect 200
expect rows 2

# A comma in a key is written %2C; one that stands as itself separates
file
    kods,vieta
    "A,1",X
    A,Y
    1,Z
    B+2,V
as the steward
upload it for kodi
describe it {"key": "kods"}
expect 200
publish it
expect 200
GET /api/datasets/kodi/rows?keys=A%2C1,1
expect 200
expect json {"rows": [{"kods": "A,1"}, {"kods": "1"}]}
GET /api/datasets/kodi/rows?keys=A,1
expect 200
expect json {"rows": [{"kods": "A"}, {"kods": "1"}]}
GET /api/datasets/kodi/rows?keys=B%2B2&keys=A%2C1&keys=A,1
expect 200
expect json {"rows": [{"kods": "B+2"}, {"kods": "A,1"}, {"kods": "A"}, {"kods": "1"}]}
GET /api/datasets/kodi/rows/A%2C1
expect 200
expect json {"vieta": "X"}
GET /api/datasets/kodi/rows?keys=A&keys=
expect 400
expect detail *no value*

# A field is asked for once, and a parameter too
as anybody
GET /api/datasets/uznemumi/rows?type=SIA&type=AS
expect 400
expect detail *stands twice*
expect place type
GET /api/datasets/uznemumi/rows?type=SIA&%74ype=SIA
expect 400
expect place type

# A value of another type than its field's is a mistaken question, and nobody's answer
file
    numurs,no
    7,2024-01-01
    8,2024-02-01
as the steward
upload it for skaitli
describe it {"key": "numurs", "fields": [{"name": "numurs", "source": "numurs", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": true, "personal": "none", "access": "restricted"}, {"name": "no", "source": "no", "label": {"lv": "a", "en": "a"}, "type": "date", "required": true, "personal": "none", "access": "restricted"}]}
expect 200
publish it
expect 200
GET /api/datasets/skaitli/rows/7
expect 200
expect a receipt
GET /api/datasets/skaitli/rows/abc
expect 400
expect detail *abc*not a whole number*
expect place numurs
expect no header Receipt
GET /api/datasets/skaitli/rows/9
expect 404
expect a receipt
GET /api/datasets/skaitli/rows?keys=7,abc
expect 400
expect place numurs
GET /api/datasets/skaitli/rows?no=2024-13-01
expect 400
expect place no
as anybody
GET /api/datasets/skaitli/rows/abc
expect 401

# Page after page, every row comes once
as the receiver's system
GET /api/datasets/transportlidzekli/rows?limit=3
expect 200
expect rows 3
expect header Link: <*>; rel="next"
expect json {"version": 1, "next": "*version=1&after=*"}
follow next to the end
expect rows 10
expect some {"numurs": "KL0123"}
expect some {"numurs": "AB1234"}

# Pages begun on a version end on it, whatever is published meanwhile
as the receiver's system
GET /api/datasets/transportlidzekli/rows?limit=5
expect 200
remember next = next
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,Volvo,V60,1800,2019-04-12,Anna,32567890123
as the steward
upload it for transportlidzekli
publish it
expect 200
as the receiver's system
GET <next>
expect 200
expect rows 5
expect json {"version": 1}
GET /api/datasets/transportlidzekli/rows
expect 200
expect rows 1
GET /api/datasets/transportlidzekli/rows/AB1234?version=1
expect 200
GET /api/datasets/transportlidzekli/rows/AB1234?version=7
expect 404
expect place version

# The same rows as JSON, as lines of JSON and as CSV
as anybody
GET /api/datasets/uznemumi/rows?limit=2&fields=regcode,type
expect 200
expect header Content-Type: application/json
expect rows 2
GET /api/datasets/uznemumi/rows?limit=2&fields=regcode,type&format=ndjson
expect 200
expect header Content-Type: application/x-ndjson
expect text {"regcode":*}*{"regcode":*}*
with header Accept: text/csv
GET /api/datasets/uznemumi/rows?limit=2&fields=regcode,type
expect 200
expect header Content-Type: text/csv*
expect text regcode,type*
GET /api/datasets/uznemumi/rows?format=xml
expect 400
expect place format

# Open data needs no agreement and is not recorded
as anybody
GET /api/datasets/uznemumi/rows?limit=1
expect 200
expect no header Receipt
remember key = rows.0.regcode
GET /api/datasets/uznemumi/rows/<key>
expect 200
expect no header Receipt
remember tag = header ETag
with header If-None-Match: <tag>
GET /api/datasets/uznemumi/rows/<key>
expect 304

# An answer is not the same once the terms have changed, or the description
agree on transportlidzekli {"fields": ["numurs", "marka", "modelis"]}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
remember tag = header ETag
with header If-None-Match: <tag>
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 304
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>
expect 200
remember tag of rows = header ETag
as the signatory of the provider
POST /api/agreements/<agreement>/terms {"terms": {"purpose": "Cits mērķis", "legal_basis": "Cits pants", "fields": ["numurs", "marka"], "limits": {"answers_per_day": 1000, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
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
with header If-None-Match: <tag>
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
expect body
    {"numurs":"AB1234","marka":"Volvo"}
with header If-None-Match: <tag of rows>
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>
expect 200
> And an open dataset, of which a field is closed.
file
    kods,nosaukums
    A1,Viens
as the steward
upload it for kodi
describe it {"key": "kods", "access": "open", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "Kods", "en": "Code"}, "type": "text", "required": true, "personal": "none", "access": "open"}, {"name": "nosaukums", "source": "nosaukums", "label": {"lv": "Nosaukums", "en": "Name"}, "type": "text", "required": true, "personal": "none", "access": "open"}]}
expect 200
publish it
expect 200
as anybody
GET /api/datasets/kodi/rows/A1
expect 200
remember open tag = header ETag
with header If-None-Match: <open tag>
GET /api/datasets/kodi/rows/A1
expect 304
as the steward
revise kodi {"fields": [{"name": "kods", "source": "kods", "label": {"lv": "Kods", "en": "Code"}, "type": "text", "required": true, "personal": "none", "access": "open"}, {"name": "nosaukums", "source": "nosaukums", "label": {"lv": "Nosaukums", "en": "Name"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}]}
expect 200
as anybody
with header If-None-Match: <open tag>
GET /api/datasets/kodi/rows/A1
expect 200
expect body
    {"kods":"A1"}

# An unknown key is answered by 404, and the question is on record
as the receiver's system
GET /api/datasets/transportlidzekli/rows/ZZ9999
expect 404
expect a receipt
remember entry = body

# A look-up by personal code is on the person's page, found or not
file
    kods,grupa
    33123456789,A
as the steward
upload it for grupas
describe it {"key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "Kods", "en": "Code"}, "type": "text", "required": true, "personal": "person_code", "access": "restricted"}, {"name": "grupa", "source": "grupa", "label": {"lv": "Grupa", "en": "Group"}, "type": "text", "required": true, "personal": "personal", "access": "restricted"}]}
expect 200
publish it
expect 200
agree on grupas {"fields": ["grupa"], "purpose": "Pārbaude"}
as the receiver's system
GET /api/datasets/grupas/rows/32567890123
expect 404
as the person
GET /api/person/look-ups
expect 200
expect some {"dataset": "grupas", "purpose": "Pārbaude"}

# Whoever is looked for among several keys, or by a filter, sees it too, found or not
file
    kods,grupa
    33123456789,A
as the steward
upload it for grupas
describe it {"key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "Kods", "en": "Code"}, "type": "text", "required": true, "personal": "person_code", "access": "restricted"}, {"name": "grupa", "source": "grupa", "label": {"lv": "Grupa", "en": "Group"}, "type": "text", "required": true, "personal": "personal", "access": "restricted"}]}
expect 200
publish it
expect 200
agree on grupas {"fields": ["kods", "grupa"], "purpose": "Saraksta pārbaude"}
as the receiver's system
GET /api/datasets/grupas/rows?keys=33123456789,32567890123
expect 200
expect rows 1
remember by keys = header Receipt
GET /api/datasets/grupas/rows?keys=325678-90123
expect 200
expect rows 0
remember by hyphen = header Receipt
GET /api/datasets/grupas/rows?kods=32567890123
expect 200
expect rows 0
remember by filter = header Receipt
GET /api/datasets/grupas/rows?kods=325678-90123&grupa=A&format=csv
expect 200
remember by two = header Receipt
GET /api/datasets/grupas/rows
expect 200
expect rows 1
remember everything = header Receipt
as the person
GET /api/person/look-ups
expect 200
expect rows 4
expect some {"receipt": "<by keys>", "purpose": "Saraksta pārbaude"}
expect some {"receipt": "<by hyphen>"}
expect some {"receipt": "<by filter>"}
expect some {"receipt": "<by two>"}
expect none {"receipt": "<everything>"}
GET /en/person
expect 200
expect text *Saraksta pārbaude*
as the steward
GET /api/datasets/transportlidzekli/rows?personas_kods=325678-90123
expect 200
expect rows 0
remember of the steward = header Receipt
as the person
GET /api/person/look-ups
expect 200
expect some {"receipt": "<of the steward>"}

# As many people as an answer's record has room for, and one more
file
    kods,grupa
    <a row for each of these>
as the steward
upload it for grupas
describe it {"key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "Kods", "en": "Code"}, "type": "text", "required": true, "personal": "person_code", "access": "restricted"}, {"name": "grupa", "source": "grupa", "label": {"lv": "Grupa", "en": "Group"}, "type": "text", "required": true, "personal": "personal", "access": "restricted"}]}
expect 200
publish it
expect 200
GET /api/datasets/grupas/rows?keys=<as many codes as may be>
expect 200
expect rows 900
expect a receipt
GET /api/datasets/grupas/rows?keys=<one code too many>
expect 413
expect detail *at most 900 people*
expect place keys
GET /api/datasets/grupas/rows?limit=1000
expect 200
expect rows 900
expect a receipt
follow next to the end
expect rows 901

# The day's answers are used up, and the next one is refused
agree on transportlidzekli {"fields": ["numurs"], "limits": {"answers_per_day": 3, "rows_per_answer": 10}}
as the receiver's system
repeat 3 times GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 200
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>
expect 429
expect detail The 3 answers a day*

# The steward's own look-ups need no agreement and are recorded all the same
as the steward
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
expect json {"personas_kods": "32567890123"}
expect a receipt
as the person
GET /api/person/look-ups
expect 200
expect some {"dataset": "transportlidzekli", "institution": {"en": "Road Traffic Safety Directorate"}}

# A dataset that is described but not published has no rows yet
as the steward
file
    kods,nosaukums
    A1,Viens
upload it for kodi
describe it {"key": "kods"}
expect 200
GET /api/datasets/kodi/rows/A1
expect 404
expect detail *Nothing is published*
GET /api/datasets/nekas/rows/A1
expect 404

# Decimals that are equal are equal, however they are written
file
    svars,kods
    22500.0,A1
    -0.50,A2
    7,A3
as the steward
upload it for svari
describe it {"key": "svars", "fields": [{"name": "svars", "source": "svars", "label": {"lv": "a", "en": "a"}, "type": "decimal", "required": true, "personal": "none", "access": "restricted"}, {"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}]}
expect 200
publish it
expect 200
GET /api/datasets/svari/rows?svars=22500
expect 200
expect rows 1
expect text *{"svars":22500,"kods":"A1"}*
GET /api/datasets/svari/rows?svars=22500.00
expect 200
expect rows 1
GET /api/datasets/svari/rows/-0.5
expect 200
expect json {"kods": "A2"}
GET /api/datasets/svari/rows/7.0
expect 200
expect json {"kods": "A3"}
as the signatory of the receiver
POST /api/agreements {"dataset": "svari", "terms": {"purpose": "a", "legal_basis": "a", "fields": ["kods"], "filter": {"field": "svars", "values": ["22500.0"]}, "limits": {"answers_per_day": 10, "rows_per_answer": 10}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect detail Write this value as 22500
agree on svari {"fields": ["kods"], "filter": {"field": "svars", "values": ["22500"]}}
as the receiver's system
GET /api/datasets/svari/rows
expect 200
expect rows 1
expect some {"kods": "A1"}
file
    svars,kods
    22500.0,A1
    22500.00,A2
as the steward
upload it for svari
publish it
expect 200
expect json {"stage": "failed", "failure": "*22500*"}

# A description in another order, or with a new field, changes nothing of a version that was published before
as the steward
file
    kods,krasa,vieta
    K1,X,Y
    K2,Y,X
    K3,X,X
upload it for kodi
describe it {"key": "kods"}
expect 200
publish it
expect 200
agree on kodi {"fields": ["kods", "krasa"], "filter": {"field": "krasa", "values": ["X"]}}
as the receiver's system
GET /api/datasets/kodi/rows
expect 200
expect json {"rows": [{"kods": "K1", "krasa": "X"}, {"kods": "K3", "krasa": "X"}]}
as the steward
revise kodi {"fields": [{"name": "persona", "source": "persona", "label": {"lv": "p", "en": "p"}, "type": "text", "required": false, "personal": "person_code", "access": "restricted"}, {"name": "vieta", "source": "vieta", "label": {"lv": "a", "en": "a"}, "type": "text", "required": false, "personal": "none", "access": "restricted"}, {"name": "krasa", "source": "krasa", "label": {"lv": "a", "en": "a"}, "type": "text", "required": false, "personal": "none", "access": "restricted"}, {"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}]}
expect 200
as the receiver's system
GET /api/datasets/kodi/rows
expect 200
expect json {"rows": [{"kods": "K1", "krasa": "X"}, {"kods": "K3", "krasa": "X"}]}
GET /api/datasets/kodi/rows/K2
expect 404
GET /api/datasets/kodi/rows/K3
expect 200
expect json {"kods": "K3", "krasa": "X"}
agree on kodi {"fields": ["kods", "persona"]}
as the receiver's system
GET /api/datasets/kodi/rows?agreement=<agreement>
expect 409
expect detail *persona*not in version 1 yet*

# A value that is not there is refused wherever one is asked for
as the receiver's system
GET /api/datasets/uznemumi/rows?keys=
expect 400
expect detail *no value*
GET /api/datasets/uznemumi/rows?keys=40003000009,
expect 400
as the signatory of the receiver
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "filter": {"field": "numurs", "values": [""]}, "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 400
expect pointer /terms/filter/values/0
as the steward
file
    kods,masa
    K1,1
upload it for kodi
describe it {"key": "kods"}
expect 200
revise kodi {"fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "masa", "source": "masa", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": false, "personal": "none", "access": "restricted", "least": ""}]}
expect 400
expect pointer /dataset/fields/1/least

# What is in the rows is no business of an auditor's
as the auditor
GET /api/datasets/transportlidzekli/rows/AB1234
expect 403

# A look-up by key refuses what it does not know: with a misspelt "fields" everything would be given
as the signatory of the receiver
agree on transportlidzekli {"fields": ["numurs", "modelis"]}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>&feilds=modelis
expect 400
expect detail *feilds*no parameter*
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>&keys=AB1234
expect 400
expect detail *keys*no parameter*
GET /api/datasets/transportlidzekli/rows/AB1234?agreement=<agreement>&fields=modelis
expect 200

# Filters put tests together, totals are exact on every page, rows come in any order, and what cannot be asked says why
file
    kods,vards,gadi,sakums,statuss
    A1,"Bērziņa, Anna",41,2019-03-01,active
    A2,Kalniņš,9,2020-05-17,active
    A3,Ozols,,2020-01-01,closed
    A4,Liepa,10,2021-12-31,active
    A5,Liepiņa,77,,closed
    A6,Ābols,-3,2020-05-17,
as the steward
upload it for iedzivotaji
describe it {"key": "kods"}
expect 200
publish it
expect 200
GET /api/datasets/iedzivotaji/rows?filter=gadi%20ge%2010%20and%20statuss%20eq%20active
expect 200
expect json {"total": 2, "rows": [{"kods": "A1"}, {"kods": "A4"}]}
expect header Total-Count: 2
GET /api/datasets/iedzivotaji/rows?filter=gadi+lt+10
expect 200
expect json {"total": 2, "rows": [{"kods": "A2"}, {"kods": "A6"}]}
GET /api/datasets/iedzivotaji/rows?filter=not+(gadi+ge+0+or+sakums+null)
expect 200
expect json {"total": 2, "rows": [{"kods": "A3"}, {"kods": "A6"}]}
GET /api/datasets/iedzivotaji/rows?filter=vards+prefix+Liep+or+vards+contains+%22,+A%22
expect 200
expect json {"total": 3, "rows": [{"kods": "A1"}, {"kods": "A4"}, {"kods": "A5"}]}
GET /api/datasets/iedzivotaji/rows?filter=vards+like+%22*i%C5%86?*%22+and+statuss+in+(closed,active)
expect 200
expect json {"total": 3, "rows": [{"kods": "A1"}, {"kods": "A2"}, {"kods": "A5"}]}
GET /api/datasets/iedzivotaji/rows?filter=statuss+ne+active
expect 200
expect json {"total": 3}
GET /api/datasets/iedzivotaji/rows?filter=statuss+null&format=csv&fields=kods
expect 200
expect header Total-Count: 1
expect body
    kods
    A6
GET /api/datasets/iedzivotaji/rows?statuss=closed&filter=gadi+gt+0
expect 200
expect json {"total": 1, "rows": [{"kods": "A5"}]}
GET /api/datasets/iedzivotaji/rows?filter=gadi+null+and+gadi+gt+0
expect 200
expect json {"total": 0, "rows": []}
GET /api/datasets/iedzivotaji/rows
expect 200
expect json {"total": 6}
GET /api/datasets/iedzivotaji/rows?filter=statuss+eq+active&limit=2
expect 200
expect json {"total": 3}
expect rows 2
follow next to the end
expect rows 3
GET /api/datasets/iedzivotaji/rows?sort=-sakums,vards&fields=kods
expect 200
expect json {"rows": [{"kods": "A5"}, {"kods": "A4"}, {"kods": "A2"}, {"kods": "A6"}, {"kods": "A3"}, {"kods": "A1"}]}
GET /api/datasets/iedzivotaji/rows?sort=gadi&fields=kods&limit=1
expect 200
follow next to the end
expect json {"rows": [{"kods": "A6"}, {"kods": "A2"}, {"kods": "A4"}, {"kods": "A1"}, {"kods": "A5"}, {"kods": "A3"}]}
GET /api/datasets/iedzivotaji/rows?sort=gadi&after=A0
expect 400
expect place after
GET /api/datasets/iedzivotaji/rows?sort=gadi,augums
expect 400
expect detail *`augums` is no field you may have*
expect place sort
GET /api/datasets/iedzivotaji/rows?keys=A1&sort=gadi
expect 400
GET /api/datasets/iedzivotaji/rows?filter=gadi+is+9
expect 400
expect detail *Here comes `is`*
expect place filter, character 6
GET /api/datasets/iedzivotaji/rows?filter=
expect 400
expect place filter, character 1
GET /api/datasets/iedzivotaji/rows?filter=gadi+eq+nine
expect 400
expect place gadi
GET /api/datasets/iedzivotaji/rows?filter=augums+eq+9
expect 400
expect detail *`augums` is no field you may have*
GET /api/datasets/iedzivotaji/rows?filter=gadi+contains+9
expect 400
GET /api/datasets/iedzivotaji/rows?filter=gadi+eq+1+or+1+eq+1--
expect 400
GET /api/datasets/iedzivotaji/rows?filter=gadi+eq+%27;+drop+table+iedzivotaji
expect 400

# Neither a filter nor an order tells of what lies outside the agreement
agree on transportlidzekli {"fields": ["numurs", "marka"], "filter": {"field": "marka", "values": ["Volvo", "Audi"]}}
as the receiver's system
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&filter=not+marka+eq+Volvo
expect 200
expect json {"total": 1, "rows": [{"marka": "Audi"}]}
expect a receipt
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&fields=numurs&filter=marka+eq+Tesla
expect 200
expect json {"total": 0, "rows": []}
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&filter=ipasnieks+prefix+A
expect 400
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&sort=ipasnieks
expect 400

# People are asked for by their whole code, found or not
agree on transportlidzekli {"fields": ["numurs", "personas_kods"]}
as the receiver's system
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&filter=personas_kods+prefix+32567890
expect 400
expect detail *whole code*
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&filter=numurs+null+or+not+personas_kods+lt+325678-90123
expect 400
expect place personas_kods
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&filter=personas_kods+in+(<as many codes as may be>)
expect 413

# Rows alike are put into groups, and what they come to is told
file
    kods,statuss,gadi,summa,sakums
    A1,active,41,10.50,2019-03-01
    A2,active,9,0.25,2020-05-17
    A3,closed,,7,2020-01-01
    A4,active,10,,2021-12-31
    A5,closed,77,-3.125,
    A6,,-3,2,2020-05-17
as the steward
upload it for grupas
describe it {"key": "kods"}
expect 200
publish it
expect 200
GET /api/datasets/grupas/rows?group_by=statuss&aggregate=count,sum(summa),avg(gadi),min(sakums),max(gadi),distinct(sakums)
expect 200
expect body
    {"dataset":"grupas","version":1,"total":3,"rows":[{"statuss":"active","count":3,"sum(summa)":10.75,"avg(gadi)":20,"min(sakums)":"2019-03-01","max(gadi)":41,"distinct(sakums)":3},{"statuss":"closed","count":2,"sum(summa)":3.875,"avg(gadi)":77,"min(sakums)":"2020-01-01","max(gadi)":77,"distinct(sakums)":1},{"statuss":null,"count":1,"sum(summa)":2,"avg(gadi)":-3,"min(sakums)":"2020-05-17","max(gadi)":-3,"distinct(sakums)":1}]}
GET /api/datasets/grupas/rows?aggregate=count&filter=gadi+gt+0
expect 200
expect json {"total": 1, "rows": [{"count": 4}]}
GET /api/datasets/grupas/rows?group_by=sakums&aggregate=count&sort=-count,-sakums&format=csv
expect 200
expect body
    sakums,count
    2020-05-17,2
    ,1
    2021-12-31,1
    2020-01-01,1
    2019-03-01,1
GET /api/datasets/grupas/rows?group_by=statuss&limit=2
expect 200
expect json {"total": 3, "rows": [{"statuss": "active"}, {"statuss": "closed"}]}
GET /api/datasets/grupas/rows?group_by=statuss&limit=1
expect 200
follow next to the end
expect rows 3
GET /api/datasets/grupas/rows?group_by=statuss&aggregate=sum(statuss)
expect 400
expect place aggregate
GET /api/datasets/grupas/rows?group_by=augums
expect 400
expect place group_by
GET /api/datasets/grupas/rows?group_by=statuss&sort=gadi
expect 400
expect place sort
GET /api/datasets/grupas/rows?group_by=statuss&fields=gadi
expect 400
GET /api/datasets/grupas/rows?group_by=statuss&after=A1
expect 400
expect place after

# The same question as a body
as the steward
POST /api/datasets/transportlidzekli/query {"filter": "marka in (Volvo, Audi)", "fields": ["numurs"], "sort": ["-numurs"], "limit": 1}
expect 200
expect json {"total": 2, "rows": [{"numurs": "GH7890"}]}
follow next to the end
expect json {"rows": [{"numurs": "GH7890"}, {"numurs": "AB1234"}]}
POST /api/datasets/transportlidzekli/query {"keys": ["AB1234"], "format": "ndjson", "fields": ["numurs"]}
expect 200
expect body
    {"numurs":"AB1234"}
POST /api/datasets/transportlidzekli/query {"group_by": ["marka"], "aggregate": ["count"], "filter": "marka eq Volvo"}
expect 200
expect json {"rows": [{"marka": "Volvo", "count": 1}]}
POST /api/datasets/transportlidzekli/query {"filters": "marka eq Volvo"}
expect 400
as the receiver's system
POST /api/datasets/transportlidzekli/query {"filter": "ipasnieks prefix A"}
expect 400

# People are in no group, and the least of them is nobody's answer
agree on transportlidzekli {"fields": ["numurs", "marka", "personas_kods"]}
as the receiver's system
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&group_by=personas_kods
expect 400
expect detail *row by row*
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&aggregate=max(personas_kods)
expect 400
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&aggregate=distinct(personas_kods),count
expect 200
expect a receipt

# Whom a small group tells of stands on record
agree on transportlidzekli {"fields": ["numurs", "marka", "modelis", "ipasnieks", "masa"], "purpose": "Statistika"}
as the receiver's system
> All ten rows together tell of nobody.
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&aggregate=count,sum(masa),max(masa)
expect 200
as the person
GET /api/person/look-ups
expect 200
expect rows 0
> A filter makes a group small, and so does a field by which few are alike.
as the receiver's system
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&aggregate=count&filter=not+marka+in+(Volvo,Ford)
expect 200
expect json {"rows": [{"count": 8}]}
as the person
GET /api/person/look-ups
expect 200
expect rows 0
as the receiver's system
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&group_by=marka&aggregate=max(masa)&limit=1&sort=-max(masa)
expect 200
expect json {"total": 10, "rows": [{"marka": "Volkswagen"}]}
as the person
GET /api/person/look-ups
expect 200
expect rows 0
as the receiver's system
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&group_by=ipasnieks&aggregate=count
expect 200
expect json {"total": 9}
expect some {"ipasnieks": "Anna Bērziņa", "count": 2}
as the person
GET /api/person/look-ups
expect 200
expect rows 1
expect some {"purpose": "Statistika"}
> The least name there is would be somebody's.
as the receiver's system
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&aggregate=min(ipasnieks)
expect 400
expect place aggregate
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&aggregate=max(numurs)
expect 400
expect place aggregate

# Groups are of the rows within the agreement
agree on transportlidzekli {"fields": ["numurs", "marka", "masa"], "filter": {"field": "marka", "values": ["Volvo", "Audi"]}}
as the receiver's system
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&group_by=marka&aggregate=count
expect 200
expect json {"total": 2, "rows": [{"marka": "Audi", "count": 1}, {"marka": "Volvo", "count": 1}]}
GET /api/datasets/transportlidzekli/rows?agreement=<agreement>&aggregate=count,max(masa)
expect 200
expect json {"rows": [{"count": 2, "max(masa)": 1750}]}

# An empty cell by itself is no blank line, which readers skip
file
    kods,statuss
    A1,active
    A2,
as the steward
upload it for tuksi
describe it {"key": "kods"}
expect 200
publish it
expect 200
GET /api/datasets/tuksi/rows?fields=statuss&format=csv
expect 200
expect body
    statuss
    active
    ""
GET /api/datasets/tuksi/rows?group_by=statuss&format=csv
expect 200
expect body
    statuss
    active
    ""

# A body with an empty list asks for nothing
as the steward
POST /api/datasets/transportlidzekli/query {"fields": []}
expect 400
expect pointer /fields
POST /api/datasets/transportlidzekli/query {"keys": []}
expect 400
expect pointer /keys
expect detail *leave it out*

# A question in SQL is answered as the same one in the grammar
> Of open data, by anybody.
file
    kods,nosaukums,gadi,summa,sakums
    A1,Anna,41,10.50,2019-03-01
    A2,Ansis,9,0.25,2020-05-17
    A3,Zane,,7,2020-01-01
    A4,Anna,10,,2021-12-31
    A5,,77,-3.125,
as the steward
upload it for skaitli
describe it {"key": "kods", "access": "open", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "Kods", "en": "Code"}, "type": "text", "required": true, "personal": "none", "access": "open"}, {"name": "nosaukums", "source": "nosaukums", "label": {"lv": "Nosaukums", "en": "Name"}, "type": "text", "required": false, "personal": "none", "access": "open"}, {"name": "gadi", "source": "gadi", "label": {"lv": "Gadi", "en": "Years"}, "type": "integer", "required": false, "personal": "none", "access": "open"}, {"name": "summa", "source": "summa", "label": {"lv": "Summa", "en": "Sum"}, "type": "decimal", "required": false, "personal": "none", "access": "open"}, {"name": "sakums", "source": "sakums", "label": {"lv": "Sākums", "en": "Since"}, "type": "date", "required": false, "personal": "none", "access": "open"}]}
expect 200
publish it
expect 200
as anybody
GET /api/sql?query=SELECT+kods,gadi+FROM+skaitli+WHERE+gadi+%3E=+10+ORDER+BY+gadi+DESC+LIMIT+2
expect 200
expect body
    {"dataset":"skaitli","version":1,"total":3,"rows":[{"kods":"A5","gadi":77},{"kods":"A1","gadi":41}],"next":"/api/datasets/skaitli/rows?fields=kods%2Cgadi&filter=gadi%20ge%20%2210%22&limit=2&sort=-gadi&version=1&after=A1"}
expect header Total-Count: 3
follow next to the end
expect rows 3
> Where SQL does not know, there is no row: A3 has no years.
POST /api/sql {"query": "SELECT kods FROM skaitli WHERE NOT (gadi = 41 OR nosaukums LIKE 'An%')"}
expect 200
expect json {"total": 0, "rows": []}
POST /api/sql {"query": "select kods from skaitli where not gadi between 10 and 41 or sakums is null"}
expect 200
expect json {"total": 2, "rows": [{"kods": "A2"}, {"kods": "A5"}]}
POST /api/sql {"query": "SELECT nosaukums, COUNT(*), SUM(summa) FROM skaitli GROUP BY nosaukums ORDER BY COUNT(*) DESC, nosaukums", "format": "csv"}
expect 200
expect header Content-Type: text/csv*
expect body
    nosaukums,count,sum(summa)
    Anna,2,10.5
    Ansis,1,0.25
    Zane,1,7
    ,1,-3.125
POST /api/sql {"query": "SELECT DISTINCT nosaukums FROM \"skaitli\" WHERE kods IN ('A1', 'A4')"}
expect 200
expect json {"total": 1, "rows": [{"nosaukums": "Anna"}]}
GET /api/sql?query=SELECT+*+FROM+skaitli+WHERE+kods+=+%27A1%27&format=tsv
expect 200
expect header Content-Type: text/tab-separated-values*
expect text *A1	Anna	41	10.5	2019-03-01*

# What is no part of the SQL that is read here is refused with its place
as anybody
GET /api/sql?query=DROP+TABLE+uznemumi
expect 400
expect place sql, character 1
GET /api/sql?query=SELECT+*+FROM+uznemumi;+DELETE+FROM+uznemumi
expect 400
expect place sql, character 25
GET /api/sql?query=SELECT+*+FROM+uznemumi+WHERE+regcode+=+%27%27+OR+%271%27+=+%271%27
expect 400
GET /api/sql?query=SELECT+*+FROM+uznemumi+WHERE+1=1
expect 400
expect detail *name of a field*
GET /api/sql?query=SELECT+version()+FROM+uznemumi
expect 400
expect detail *no function*
GET /api/sql?query=SELECT+augums+FROM+uznemumi
expect 403
expect detail *augums*
GET /api/sql?query=SELECT+*+FROM+uznemumi+WHERE+augums+=+1
expect 400
expect detail *`augums` is no field you may have*
GET /api/sql?query=SELECT+*+FROM+pg_catalog.pg_tables
expect 400
GET /api/sql?query=SELECT+*+FROM+nekas
expect 404
GET /api/sql?query=SELECT+*+FROM+uznemumi&filter=type+eq+SIA
expect 400
expect place filter
GET /api/sql
expect 400
expect place query
POST /api/sql {"query": 5}
expect 400
expect pointer /query

# SQL gives nobody more than the grammar does, and each answer is on record
as anybody
GET /api/sql?query=SELECT+*+FROM+transportlidzekli
expect 401
agree on transportlidzekli {"fields": ["numurs", "marka"], "filter": {"field": "marka", "values": ["Volvo", "Audi"]}}
as the receiver's system
POST /api/sql {"query": "SELECT COUNT(*) FROM transportlidzekli", "agreement": "<agreement>"}
expect 200
expect json {"rows": [{"count": 2}]}
expect a receipt
POST /api/sql {"query": "SELECT ipasnieks FROM transportlidzekli", "agreement": "<agreement>"}
expect 403
POST /api/sql {"query": "SELECT numurs FROM transportlidzekli WHERE ipasnieks LIKE 'A%'", "agreement": "<agreement>"}
expect 400
POST /api/sql {"query": "SELECT numurs FROM transportlidzekli ORDER BY ipasnieks", "agreement": "<agreement>"}
expect 400

# As of a time, the version that was current then answers
file
    kods,statuss
    A1,active
as the steward
upload it for laiks
describe it {"key": "kods"}
expect 200
publish it
expect 200
let 49 hours pass
sign in again as the steward
file
    kods,statuss
    A1,closed
    A2,active
upload it for laiks
publish it
expect 200
GET /api/datasets/laiks/rows
expect 200
expect json {"version": 2, "total": 2}
GET /api/datasets/laiks/rows?as_of=<today>
expect 200
expect json {"version": 1, "rows": [{"statuss": "active"}]}
GET /api/datasets/laiks/rows/A2?as_of=<today>
expect 404
GET /api/datasets/laiks/rows?as_of=<in a year>&limit=1
expect 200
expect json {"version": 2, "rows": [{"statuss": "closed"}]}
follow next to the end
expect rows 2
POST /api/sql {"query": "SELECT COUNT(*) FROM laiks", "as_of": "<today>"}
expect 200
expect json {"version": 1, "rows": [{"count": 1}]}
GET /api/datasets/laiks/rows?as_of=<yesterday>
expect 404
expect place as_of
GET /api/datasets/laiks/rows?as_of=vakar
expect 400
expect place as_of
GET /api/datasets/laiks/rows?as_of=<today>&version=1
expect 400
expect place as_of

# What was inserted, updated and deleted is told in the order of keys, and from where to go on
file
    nr,vards,statuss
    A1,Anna,aktivs
    B2,Berta,aktivs
    D4,Dora,aktivs
as the steward
upload it for darbnicas
describe it {"key": "nr"}
expect 200
publish it
expect 200
agree on darbnicas {"fields": ["nr", "vards", "statuss"]}
as the receiver's system
GET /api/datasets/darbnicas/changes
expect 200
expect header Content-Type: application/cloudevents-batch+json
expect rows 0
expect no header Receipt
remember start = header Cursor
file
    nr,vards,statuss
    B2,Berta,slegts
    C3,Cilla,aktivs
    D4,Dora,aktivs
as the steward
upload it for darbnicas
publish it
expect 200
as the receiver's system
GET /api/datasets/darbnicas/changes?after=<start>
expect 200
expect a receipt
expect rows 3
expect json [{"specversion": "1.0", "id": "2/1", "source": "/api/datasets/darbnicas", "type": "lv.vienreiz.row.deleted", "subject": "A1", "version": 2}, {"id": "2/2", "type": "lv.vienreiz.row.updated", "subject": "B2", "data": {"nr": "B2", "vards": "Berta", "statuss": "slegts"}}, {"id": "2/3", "type": "lv.vienreiz.row.inserted", "subject": "C3", "data": {"vards": "Cilla"}}]
expect header Link: </api/datasets/darbnicas/changes?after=*>; rel="next"
remember end = header Cursor
remember first = 0.cursor
GET /api/datasets/darbnicas/changes?after=<end>
expect 200
expect rows 0
expect header Cursor: <end>
expect no header Receipt
> From any change one can go on behind it.
GET /api/datasets/darbnicas/changes?after=<first>
expect 200
expect rows 2
expect some {"id": "2/2"}
GET /api/datasets/darbnicas/changes?after=<start>&limit=1
expect 200
expect rows 1
expect header Cursor: <first>
> The number of a version is a place too: its rows are known, from a snapshot.
GET /api/datasets/darbnicas/rows?version=1
expect 200
GET /api/datasets/darbnicas/changes?after=1&format=ndjson
expect 200
expect header Content-Type: application/x-ndjson
expect text {"specversion":"1.0","id":"2/1"*"subject":"A1"*}*{*"subject":"B2"*}*{*"subject":"C3"*}*
> The past stays as it was told, whatever is published since; ids name changes for good.
file
    nr,vards,statuss
    B2,Berta,slegts
as the steward
upload it for darbnicas
publish it
expect 200
as the receiver's system
GET /api/datasets/darbnicas/changes?after=<start>
expect 200
expect rows 3
expect header Cursor: <end>
GET /api/datasets/darbnicas/changes?after=<end>
expect 200
expect rows 2
expect some {"id": "3/1", "subject": "C3", "type": "*deleted"}

# Compacted, a row that was changed in several versions is told once, and one that came and went not at all
file
    nr,vards
    A1,Anna
    B2,Berta
as the steward
upload it for darbnicas
describe it {"key": "nr"}
expect 200
publish it
expect 200
agree on darbnicas {"fields": ["nr", "vards"]}
file
    nr,vards
    A1,Anete
    B2,Berta
    C3,Cilla
as the steward
upload it for darbnicas
publish it
expect 200
file
    nr,vards
    A1,Agnese
    B2,Berta
as the steward
upload it for darbnicas
publish it
expect 200
as the receiver's system
GET /api/datasets/darbnicas/changes?after=1&compact=true
expect 200
expect json [{"id": "1-3/0.0", "subject": "A1", "type": "*updated", "version": 3, "data": {"vards": "Agnese"}}]
remember end = header Cursor
GET /api/datasets/darbnicas/changes?after=1
expect 200
expect rows 2
GET /api/datasets/darbnicas/changes?after=2
expect 200
expect rows 2
expect header Cursor: <end>

# A receiver sees its fields and its rows: what leaves the filter is deleted, what it has not got does not change
file
    nr,vards,statuss,piezime
    A1,Anna,aktivs,x
    B2,Berta,aktivs,x
    C3,Cilla,slegts,x
    D4,Dora,slegts,x
    E5,Eva,aktivs,x
as the steward
upload it for darbnicas
describe it {"key": "nr"}
expect 200
publish it
expect 200
agree on darbnicas {"fields": ["nr", "vards"], "filter": {"field": "statuss", "values": ["aktivs"]}}
> A1 leaves the filter, C3 enters it, D4 stays outside and changes, B2 changes where it is not seen, E5 where it is.
file
    nr,vards,statuss,piezime
    A1,Anna,slegts,x
    B2,Berta,aktivs,y
    C3,Cilla,aktivs,x
    D4,Dace,slegts,x
    E5,Elza,aktivs,x
as the steward
upload it for darbnicas
publish it
expect 200
as the receiver's system
GET /api/datasets/darbnicas/changes?after=1
expect 200
expect json [{"subject": "A1", "type": "*deleted"}, {"subject": "C3", "type": "*inserted", "data": {"nr": "C3", "vards": "Cilla"}}, {"subject": "E5", "type": "*updated", "data": {"vards": "Elza"}}]
expect no text *slegts*
expect no text *D4*
expect no text *B2*
> The same, narrowed: a name that changed is no change of the numbers.
GET /api/datasets/darbnicas/changes?after=1&fields=nr
expect 200
expect json [{"subject": "A1"}, {"subject": "C3", "data": {"nr": "C3"}}]
GET /api/datasets/darbnicas/changes?after=1&fields=statuss
expect 403
expect place fields
> The steward follows its own register whole.
as the steward
GET /api/datasets/darbnicas/changes?after=1
expect 200
expect rows 5
expect a receipt

# Open data is followed without an agreement, and not recorded
file
    regcode,name,type,registered
    40003032949,Viens,SIA,2020-01-01
as anybody
GET /api/datasets/uznemumi/changes
expect 200
expect rows 0
GET /api/datasets/uznemumi/changes?after=1&wait=0
expect 200
expect rows 0
expect no header Receipt

# A place that makes no sense is refused, with what to do
as anybody
GET /api/datasets/uznemumi/changes
expect 200
remember other = header Cursor
as the receiver's system
GET /api/datasets/transportlidzekli/changes?after=<other>
expect 400
expect place after
expect detail *another dataset*
GET /api/datasets/transportlidzekli/changes?after=behind-the-moon
expect 400
expect place after
GET /api/datasets/transportlidzekli/changes?after=7
expect 400
expect detail *behind version 1*
GET /api/datasets/transportlidzekli/changes?after=1&wait=61
expect 400
expect place wait
GET /api/datasets/transportlidzekli/changes?after=1&limit=0
expect 400
expect place limit
GET /api/datasets/transportlidzekli/changes?after=1&format=csv
expect 400
expect place format
GET /api/datasets/transportlidzekli/changes?after=1&compact=maybe
expect 400
expect place compact
GET /api/datasets/transportlidzekli/changes?marka=Volvo
expect 400
expect place marka
with header Last-Event-ID: nonsense
GET /api/datasets/transportlidzekli/changes
expect 400

# Only who may have the rows may follow them
as anybody
GET /api/datasets/transportlidzekli/changes?after=1
expect 401
as the auditor
GET /api/datasets/transportlidzekli/changes?after=1
expect 403
as the receiver's system
GET /api/datasets/nav-tada/changes
expect 404
agree on transportlidzekli {"fields": ["marka"]}
as the receiver's system
GET /api/datasets/transportlidzekli/changes?agreement=<agreement>&after=1
expect 403
expect detail *name rows by "numurs"*

# What is no more since a dataset was withdrawn is taken anew
file
    nr,vards
    A1,Anna
as the steward
upload it for darbnicas
describe it {"key": "nr"}
expect 200
publish it
expect 200
POST /api/datasets/darbnicas/withdrawal {"reason": "Begun anew"}
expect 200
GET /api/datasets/darbnicas/changes?after=1
expect 404
upload it for darbnicas
describe it {"key": "nr"}
expect 200
publish it
expect 200
GET /api/datasets/darbnicas/changes?after=1
expect 410
expect detail *rows?version=2*after=2*
GET /api/datasets/darbnicas/changes?after=2
expect 200

# A person whose row has changed sees who was told, and of a deleted one too
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AB1234,Volvo,V70,1800,2019-04-12,Anna,32567890123
as the steward
upload it for transportlidzekli
publish it
expect 200
as the receiver's system
GET /api/datasets/transportlidzekli/changes?after=1
expect 200
expect a receipt
remember receipt = header Receipt
as the person
GET /api/person/look-ups
expect 200
expect some {"receipt": "<receipt>"}

# Who waits for what does not come is told so
as the receiver's system
GET /api/datasets/transportlidzekli/changes?after=1&wait=1
expect 200
expect rows 0
expect no header Receipt

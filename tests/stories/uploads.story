# A part belongs where the file ends; sent twice, it changes nothing
as the steward
POST /api/uploads {"dataset": "transportlidzekli"}
expect 201
expect header Upload-Offset: 0
remember upload = id
with header Upload-Offset: 0
with header Content-Type: application/octet-stream
PATCH /api/uploads/<upload> kods,nosaukums
expect 204
expect header Upload-Offset: 14
with header Upload-Offset: 0
with header Content-Type: application/octet-stream
PATCH /api/uploads/<upload> kods,nosaukums
expect 409
expect place 14
with header Upload-Offset: 99
PATCH /api/uploads/<upload> more
expect 409
PATCH /api/uploads/<upload> more
expect 400
expect detail *Upload-Offset*
HEAD /api/uploads/<upload>
expect 204
expect header Upload-Offset: 14

# An upload belongs to the institution that began it
as the steward
POST /api/uploads {"dataset": "transportlidzekli"}
expect 201
remember upload = id
as the receiver's system
HEAD /api/uploads/<upload>
expect 403
with header Upload-Offset: 0
PATCH /api/uploads/<upload> x
expect 403
POST /api/uploads/<upload>/draft {}
expect 403
POST /api/uploads/<upload>/publication {}
expect 403
as anybody
HEAD /api/uploads/<upload>
expect 401
> Nor do those who run the node or audit it read what is in a file.
as the operator
HEAD /api/uploads/<upload>
expect 403
GET /api/datasets/transportlidzekli/profile
expect 403
as the auditor
POST /api/uploads/<upload>/draft {}
expect 403
GET /api/datasets/transportlidzekli/profile
expect 403
as the steward
HEAD /api/uploads/<upload>
expect 204

# An empty file is not published, and one that does not exist neither
as the steward
POST /api/uploads {"dataset": "transportlidzekli"}
expect 201
remember upload = id
POST /api/uploads/<upload>/publication {}
expect 400
expect detail *empty*
POST /api/uploads/nothing/publication {}
expect 404
POST /api/uploads/..%2F..%2Fkeys/publication {}
expect 404
GET /api/publications/nothing
expect 404

# From its publication on nothing is appended to a file, whatever became of it
as the steward
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,Volvo,V60,heavy,2019-04-12,Anna,32567890123
upload it for transportlidzekli
HEAD /api/uploads/<upload>
expect 204
remember end = header Upload-Offset
POST /api/uploads/<upload>/publication {}
expect 202
with header Upload-Offset: <end>
PATCH /api/uploads/<upload> more
expect 409
expect detail *being published, or was*

# A file is uploaded for an id that a dataset may have
as the steward
POST /api/uploads {"dataset": ""}
expect 400
expect pointer /dataset
POST /api/uploads {"dataset": "../../x"}
expect 400
expect pointer /dataset
POST /api/uploads {"dataset": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
expect 400
expect pointer /dataset
POST /api/uploads {"dataset": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
expect 201

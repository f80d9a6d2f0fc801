# Anybody may check the journals: keys, checkpoints, tiles
as anybody
GET /journals
expect 200
expect some {"name": "main", "origin": "vienreiz.local/journals/main"}
expect some {"name": "access"}
GET /journals/main/checkpoint
expect 200
expect text vienreiz.local/journals/main*
GET /journals/access/checkpoint
expect 200
GET /journals/main/vkey
expect 200
expect text vienreiz.local/journals/main+*
GET /journals/main/policy
expect 200
expect text log vienreiz.local/journals/main+*quorum post-quantum*
GET /journals/none/policy
expect 404
GET /journals/main/pending
expect 200
expect text vienreiz.local/journals/main*
GET /journals/main/receipts/0
expect 200
expect header Finality: final
GET /journals/none/checkpoint
expect 404
GET /journals/main/tile/0/999
expect 404
GET /journals/main/tile/nothing
expect 404

# A tile stays what it is: it is asked for once, and in parts where it pleases
as anybody
GET /journals/main/tile/0/000.p/2
expect 200
expect header Cache-Control: public, max-age=31536000, immutable
remember tag = header ETag
with header If-None-Match: <tag>
GET /journals/main/tile/0/000.p/2
expect 304
with header Range: bytes=32-63
GET /journals/main/tile/0/000.p/2
expect 206
expect header Content-Range: bytes 32-63/64
with header Range: bytes=64-
GET /journals/main/tile/0/000.p/2
expect 416
expect header Content-Range: bytes */64
GET /journals/main/tile/0/000.p/3
expect 200
with header If-None-Match: <tag>
GET /journals/main/tile/0/000.p/3
expect 200

# What only some may see is kept by nobody between them and the node
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
as the auditor
GET /journals/access/tile/entries/000.p/1
expect 200
expect header Cache-Control: private, no-cache
remember tag = header ETag
with header If-None-Match: <tag>
GET /journals/access/tile/entries/000.p/1
expect 304
as the steward
with header If-None-Match: <tag>
GET /journals/access/tile/entries/000.p/1
expect 403

# A receipt of a look-up is for who asked, whom it concerns, and auditors
make key other
as the developer
POST /api/institutions/<receiver>/systems {"name": "Cita", "jwk": <other jwk>}
expect 200
remember other system = id
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
expect a receipt
as system <other system> with key other
GET <receipt>
expect 403
as the steward
GET <receipt>
expect 403
as anybody
GET <receipt>
expect 401
as the auditor
GET <receipt>
expect 200
as the person
GET <receipt>
expect 200

# Entries of look-ups are shown to auditors only
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
GET /journals/access/tile/entries/000.p/1
expect 403
as anybody
GET /journals/access/tile/entries/000.p/1
expect 401
as the auditor
GET /journals/access/tile/entries/000.p/1
expect 200
expect text *AnswerGiven*

# That a journal only grew is proved between any two of its sizes
as anybody
GET /journals/main/consistency/1/2
expect 200
expect header Content-Type: text/plain*
expect header Cache-Control: *immutable
expect text *=*
GET /journals/main/consistency/2/2
expect 200
expect body
GET /journals/access/consistency/1/1000000
expect 404
GET /journals/main/consistency/1/1000000
expect 404
GET /journals/main/consistency/2/1
expect 400
GET /journals/main/consistency/0/1
expect 400
GET /journals/main/consistency/one/2
expect 400
GET /journals/none/consistency/1/2
expect 404

# Receipts that do not exist are said not to
as anybody
GET /journals/main/receipts/1000000
expect 404
GET /journals/main/receipts/first
expect 400
GET /journals/main/receipts/0
expect 200
expect text c2sp.org/tlog-proof@v1*

# No name, no personal code and no password is in the journal
as anybody
GET /journals/main/tile/entries/000.p/16
expect 200
expect text *institutions.PersonRegistered*
expect no text *Bērziņa*
expect no text *turetajs*
expect no text *32567890123*
expect no text *scrypt*
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
expect a receipt
GET <receipt>
expect 200
as the auditor
GET /journals/access/tile/entries/000.p/1
expect 200
expect no text *32567890123*
expect no text *AB1234*
expect no text *Volvo*

# A node says how it is
as anybody
GET /healthz
expect 200
expect json {"status": "ok", "views_behind": 0}
GET /metrics
expect 200
expect text *vienreiz_journal_entries*
expect text *vienreiz_requests_total{method="GET",route="/metrics"}*

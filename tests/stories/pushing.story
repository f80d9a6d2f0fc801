# Rows are pushed, and the next version is the current one with these changes
file
    kods,statuss,summa,sakums
    A1,active,10.50,2019-03-01
    A2,active,0.25,2020-05-17
    A3,,,
as the steward
upload it for stumta
describe it {"key": "kods"}
expect 200
publish it
expect 200
> A dry run tells what would happen, and nothing does.
POST /api/datasets/stumta/dry-run {"upsert": [{"kods": "A4", "statuss": "new", "summa": 1.5}, {"kods": "A1", "statuss": "active", "summa": "10.5", "sakums": "2019-03-01"}], "patch": [{"kods": "A2", "statuss": "closed"}], "remove": ["A3", "A9"]}
expect 200
expect json {"inserted": 1, "updated": 1, "unchanged": 1, "removed": 1, "absent": 1}
GET /api/datasets/stumta/rows
expect 200
expect json {"version": 1, "total": 3}
push to stumta {"upsert": [{"kods": "A4", "statuss": "new", "summa": 1.5}, {"kods": "A1", "statuss": "active"}], "patch": [{"kods": "A2", "statuss": "closed"}], "remove": ["A3", "A9"]}
expect 200
expect json {"stage": "published", "version": 2, "rows": 3}
GET /api/datasets/stumta/rows?format=csv
expect 200
expect body
    kods,statuss,summa,sakums
    A1,active,,
    A2,closed,0.25,2020-05-17
    A4,new,1.5,
GET /api/datasets/stumta/rows?version=1&format=csv&fields=kods
expect 200
expect body
    kods
    A1
    A2
    A3
> It is indexed, sorted and totalled as any other version.
GET /api/datasets/stumta/rows?sort=-statuss&limit=1
expect 200
expect json {"total": 3, "rows": [{"kods": "A4"}]}
> Sent again, the same changes change nothing.
POST /api/datasets/stumta/dry-run {"patch": [{"kods": "A2", "statuss": "closed"}], "remove": ["A3"]}
expect 200
expect json {"inserted": 0, "updated": 0, "unchanged": 1, "removed": 0, "absent": 1}

# A first version may be pushed as well
file
    kods,statuss
    A1,active
    A2,
as the steward
upload it for pirmais
describe it {"key": "kods"}
expect 200
push to pirmais {"upsert": [{"kods": "B2", "statuss": "x"}, {"kods": "B1"}]}
expect 200
expect json {"stage": "published", "version": 1, "rows": 2}
GET /api/datasets/pirmais/rows?format=ndjson
expect 200
expect body
    {"kods":"B1","statuss":null}
    {"kods":"B2","statuss":"x"}
push to pirmais {"remove": ["B1", "B2"]}
expect 200
expect json {"stage": "failed", "failure": "*at least one*"}
GET /api/datasets/pirmais/rows
expect 200
expect json {"version": 1, "total": 2}

# What does not fit is told cell by cell, and nothing is published
as the steward
POST /api/datasets/transportlidzekli/rows {"upsert": [{"numurs": "ZZ0001", "masa": "heavy", "krasa": "red"}, {"marka": "Saab"}], "patch": [{"numurs": "AB1234", "marka": ["Volvo"]}]}
expect 400
expect text */upsert/0/masa*
expect text */upsert/0/krasa*
expect text */upsert/1/numurs*
expect text */patch/0/marka*
expect no text *numurs*numurs*
POST /api/datasets/transportlidzekli/rows {"patch": [{"numurs": "ZZ0001", "marka": "Saab"}]}
expect 404
expect pointer /patch/0
POST /api/datasets/transportlidzekli/rows {"remove": ["AB1234", "AB1234"]}
expect 400
expect pointer /remove/1
POST /api/datasets/transportlidzekli/rows {"remove": []}
expect 400
POST /api/datasets/transportlidzekli/rows {"delete": ["AB1234"]}
expect 400
POST /api/datasets/transportlidzekli/rows {"remove": ["AB1234"], "version": 7}
expect 409
POST /api/datasets/nekas/rows {"remove": ["AB1234"]}
expect 403
GET /api/datasets/transportlidzekli/rows
expect 200
expect json {"version": 1, "total": 10}

# Only its steward pushes rows to a dataset
as anybody
POST /api/datasets/transportlidzekli/rows {"remove": ["AB1234"]}
expect 401
as the receiver's system
POST /api/datasets/transportlidzekli/rows {"remove": ["AB1234"]}
expect 403
as the person
POST /api/datasets/transportlidzekli/rows {"remove": ["AB1234"]}
expect 403

# The description a file was spelt by does not spell what is pushed
file
    kods;summa;diena
    A1;10,50;17.05.2020
as the steward
upload it for rakstiba
describe it {"key": "kods"}
expect 200
publish it
expect 200
push to rakstiba {"upsert": [{"kods": "A2", "summa": 2.25, "diena": "2021-01-31"}]}
expect 200
GET /api/datasets/rakstiba/rows?format=csv
expect 200
expect body
    kods,summa,diena
    A1,10.5,2020-05-17
    A2,2.25,2021-01-31
POST /api/datasets/rakstiba/rows {"upsert": [{"kods": "A3", "summa": "2,25"}]}
expect 400
expect pointer /upsert/0/summa

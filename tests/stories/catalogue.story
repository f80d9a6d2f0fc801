# A dataset's description is refused with the place of what is wrong
file
    kods,nosaukums
    A1,Viens
as the steward
upload it for kodi
describe it {"key": "kods", "id": "Kodi!"}
expect 400
expect pointer /dataset/id
describe it {"key": "numurs"}
expect 400
expect pointer /dataset/key
describe it {"key": "kods", "title": {"lv": ""}}
expect 400
expect pointer /dataset/title/lv
describe it {"key": "kods", "fields": []}
expect 400
expect pointer /dataset/fields
describe it {"key": "kods", "steward": "<receiver>"}
expect 403
expect pointer /dataset/steward
describe it {"key": "kods", "id": "transportlidzekli"}
expect 409
describe it {"key": "kods", "frequency": "sometimes"}
expect 400
expect pointer /dataset/frequency
describe it {"key": "kods", "colour": "red"}
expect 400
expect detail *colour*

# A field's name, type and bounds are checked one by one
as the steward
file
    kods,nosaukums
    A1,Viens
upload it for kodi
describe it {"key": "kods", "fields": [{"name": "Kods!", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}]}
expect 400
expect pointer /dataset/fields/0/name
describe it {"key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "integer", "least": "07", "required": true, "personal": "none", "access": "restricted"}]}
expect 400
expect pointer /dataset/fields/0/least
describe it {"key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "person_code", "access": "open"}]}
expect 400
expect pointer /dataset/fields/0/access
describe it {"key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "kods", "source": "nosaukums", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}]}
expect 409
expect pointer /dataset/fields/1/name

# A revision that drops a field is refused, for agreements were signed on it
as the steward
file
    kods,nosaukums
    A1,Viens
upload it for kodi
describe it {"key": "kods"}
expect 200
PUT /api/datasets {"dataset": {"id": "kodi", "steward": "<provider>", "title": {"lv": "Kodi", "en": "Codes"}, "description": {"lv": "Kodi", "en": "Codes"}, "legal_basis": "Likums", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}]}}
expect 409
expect detail *nosaukums*
PUT /api/datasets {"dataset": {"id": "kodi", "steward": "<provider>", "title": {"lv": "Kodi", "en": "Codes"}, "description": {"lv": "Kodi", "en": "Codes"}, "legal_basis": "Likums", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": true, "personal": "none", "access": "restricted"}, {"name": "nosaukums", "source": "nosaukums", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}]}}
expect 409
expect pointer /dataset/fields/0/type
PUT /api/datasets {"dataset": {"id": "kodi", "steward": "<provider>", "title": {"lv": "Jauns", "en": "New"}, "description": {"lv": "Kodi", "en": "Codes"}, "legal_basis": "Likums", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "nosaukums", "source": "nosaukums", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "closed"}]}}
expect 200
GET /api/datasets/kodi
expect 200
expect json {"title": {"en": "New"}}

# A steward touches the datasets of her own institution only
as the steward
POST /api/datasets/uznemumi/withdrawal {"reason": "Not mine"}
expect 403
expect detail *another institution*
POST /api/uploads {"dataset": "uznemumi"}
expect 403
GET /api/datasets/uznemumi/profile
expect 403
GET /api/datasets/transportlidzekli/profile
expect 200
expect json {"rows": 10}

# A withdrawn dataset answers nobody
as the steward
POST /api/datasets/transportlidzekli/withdrawal {"reason": ""}
expect 400
expect pointer /reason
POST /api/datasets/transportlidzekli/withdrawal {"reason": "Replaced"}
expect 200
as anybody
GET /api/datasets/transportlidzekli
expect 404
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 404

# A dataset described again under its old id begins without the rows it had before
as the steward
POST /api/datasets/transportlidzekli/withdrawal {"reason": "Replaced"}
expect 200
file
    kods,nosaukums
    A1,Viens
upload it for transportlidzekli
describe it {"key": "kods"}
expect 200
GET /api/datasets/transportlidzekli/versions
expect 200
expect rows 0
GET /api/datasets/transportlidzekli/rows
expect 404
expect detail *Nothing is published*
GET /api/datasets/transportlidzekli/rows?version=1
expect 404
GET /api/datasets/transportlidzekli/profile
expect 404
publish it
expect 200
> The number goes on: no receipt and no entity tag ever means two versions.
expect json {"stage": "published", "version": 2}
GET /api/datasets/transportlidzekli/rows?version=1
expect 404
restart the node
as the steward
GET /api/datasets/transportlidzekli/versions
expect 200
expect rows 1
expect some {"number": 2}
GET /api/datasets/transportlidzekli/rows/A1
expect 200

# The key may be another one until something is published by it
file
    kods,nosaukums
    A1,Viens
    A1,Divi
as the steward
upload it for kodi
describe it {"key": "kods"}
expect 200
publish it
expect 200
expect json {"stage": "failed"}
revise kodi {"key": "nosaukums"}
expect 200
publish it
expect 200
expect json {"stage": "published", "rows": 2}
revise kodi {"key": "kods"}
expect 409
expect pointer /dataset/key
expect detail *once a version is published*

# A field is not called like a parameter of queries, for nobody could ask by it
file
    version,limit
    A1,Viens
as the steward
upload it for kodi
POST /api/uploads/<upload>/draft {}
expect 200
expect json {"dataset": {"key": "version_2"}, "warnings": [{"values": ["version", "version_2", "version"]}, {"values": ["limit", "limit_2", "limit"]}]}
describe it {"key": "version", "fields": [{"name": "version", "source": "version", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}]}
expect 400
expect pointer /dataset/fields/0/name
expect detail *parameter of every query*
describe it
expect 200
publish it
expect 200
GET /api/datasets/kodi/rows?version_2=A1
expect 200
expect rows 1

# A description refers to what is there, and its constraints can be kept
as the steward
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": false, "personal": "none", "access": "restricted", "reference": {"dataset": "nekas", "field": "kods"}}]}}
expect 400
expect pointer /dataset/fields/1/reference/dataset
expect detail *nekas*
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": false, "personal": "none", "access": "restricted", "reference": {"dataset": "transportlidzekli", "field": "nekas"}}]}}
expect 400
expect pointer /dataset/fields/1/reference/field
expect detail *nekas*
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "text", "required": false, "personal": "none", "access": "restricted", "longest": 0}]}}
expect 400
expect pointer /dataset/fields/1/longest
expect detail *at least one*
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": false, "personal": "none", "access": "restricted", "least": "10", "greatest": "9"}]}}
expect 400
expect pointer /dataset/fields/1/greatest
expect detail *less than the least*
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "text", "required": false, "personal": "none", "access": "restricted", "decimal_mark": "comma"}]}}
expect 400
expect pointer /dataset/fields/1/decimal_mark
expect detail *decimal*
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "text", "required": false, "personal": "none", "access": "restricted", "date_order": "day_first"}]}}
expect 400
expect pointer /dataset/fields/1/date_order
expect detail *date*
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": false, "personal": "none", "access": "restricted", "least": ""}]}}
expect 400
expect pointer /dataset/fields/1/least
expect detail *empty*
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "closed"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": false, "personal": "none", "access": "restricted"}]}}
expect 400
expect pointer /dataset/key
expect detail *cannot be closed*
POST /api/datasets {"dataset": {"id": "skaiti", "steward": "<provider>", "title": {"lv": "a", "en": "a"}, "description": {"lv": "a", "en": "a"}, "legal_basis": "l", "frequency": "daily", "access": "restricted", "key": "kods", "fields": [{"name": "kods", "source": "kods", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted"}, {"name": "skaits", "source": "skaits", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": false, "personal": "none", "access": "restricted", "least": "9", "greatest": "10", "reference": {"dataset": "skaiti", "field": "kods"}}]}}
expect 200
POST /api/datasets/transportlidzekli/withdrawal {"reason": "No longer needed"}
expect 200

# A system's key is rotated: the new one added, the old one revoked
make key old
make key new
as the developer
POST /api/institutions/<receiver>/systems {"name": "Aprēķini", "jwk": <old jwk>}
expect 200
remember system = id
as system <system> with key old
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
as the developer
POST /api/systems/<system>/keys {"jwk": <new jwk>}
expect 200
POST /api/systems/<system>/keys {"jwk": <new jwk>}
expect 409
DELETE /api/systems/<system>/keys/<old kid>
expect 200
DELETE /api/systems/<system>/keys/<old kid>
expect 404
ask for a token as <system> with key old
expect 401
expect json {"error": "invalid_client"}
as system <system> with key new
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200

# A token ends with the key it was got with, and a revoked key never comes back
make key lost
make key found
as the developer
POST /api/institutions/<receiver>/systems {"name": "Aprēķini", "jwk": <lost jwk>}
expect 200
remember system = id
POST /api/systems/<system>/keys {"jwk": <found jwk>}
expect 200
ask for a token as <system> with key lost
expect 200
remember lost_token = access_token
ask for a token as <system> with key found
expect 200
remember found_token = access_token
as the developer
DELETE /api/systems/<system>/keys/<lost kid>
expect 200
as anybody
with header Authorization: Bearer <lost_token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401
with header Authorization: Bearer <found_token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
as the developer
POST /api/systems/<system>/keys {"jwk": <lost jwk>}
expect 409
expect detail *revoked*

# A revoked system is out at its next request, token or not
make key own
as the developer
POST /api/institutions/<receiver>/systems {"name": "Aprēķini", "jwk": <own jwk>}
expect 200
remember system = id
ask for a token as <system> with key own
expect 200
remember token = access_token
with header Authorization: Bearer <token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
as the developer
DELETE /api/systems/<system>
expect 200
as anybody
with header Authorization: Bearer <token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401
ask for a token as <system> with key own
expect 401
expect json {"error": "invalid_client"}

# A token outlives the key it was asked with only while the system has another key
make key own
as the developer
POST /api/institutions/<receiver>/systems {"name": "Aprēķini", "jwk": <own jwk>}
expect 200
remember system = id
ask for a token as <system> with key own
expect 200
remember token = access_token
as the developer
DELETE /api/systems/<system>/keys/<own kid>
expect 200
as anybody
with header Authorization: Bearer <token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401

# A developer registers systems of her own institution only
make key own
as the developer
POST /api/institutions/<provider>/systems {"name": "Aprēķini", "jwk": <own jwk>}
expect 403
expect detail *another institution*
GET /api/institutions/<provider>/systems
expect 403
GET /api/institutions/<receiver>/systems
expect 200
expect some {"id": "<receiver's system>"}
POST /api/systems/nobody/keys {"jwk": <own jwk>}
expect 403
as the auditor
GET /api/institutions/<provider>/systems
expect 200
POST /api/institutions/<receiver>/systems {"name": "Aprēķini", "jwk": <own jwk>}
expect 403

# What is no public key of a kind we take is refused with its place
as the developer
POST /api/institutions/<receiver>/systems {"name": "Aprēķini", "jwk": {"kty": "oct", "k": "AAAA"}}
expect 400
expect pointer /jwk*
POST /api/institutions/<receiver>/systems {"name": "Aprēķini", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}
expect 400
expect pointer /jwk/crv
POST /api/institutions/<receiver>/systems {"name": "Aprēķini", "jwk": {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}}
expect 400

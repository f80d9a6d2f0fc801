# Only a genuine, fresh assertion for this node gives a token
make key stranger
ask for a token as <receiver's system> with key of the receiver's system
expect 200
expect json {"token_type": "Bearer", "expires_in": 600}
expect header Cache-Control: no-store
ask for a token as <receiver's system> with key stranger
expect 401
expect json {"error": "invalid_client"}
ask for a token as nobody with key of the receiver's system
expect 401
ask for a token as <receiver's system> with key of the receiver's system, but expired
expect 401
expect json {"error_description": "*expired*"}
ask for a token as <receiver's system> with key of the receiver's system, but good for an hour
expect 401
expect json {"error_description": "*too far ahead*"}
ask for a token as <receiver's system> with key of the receiver's system, but not valid yet
expect 401
ask for a token as <receiver's system> with key of the receiver's system, but without an end
expect 401
ask for a token as <receiver's system> with key of the receiver's system, but for another audience
expect 401
expect json {"error_description": "*aud*"}
ask for a token as <receiver's system> with key of the receiver's system, but without an audience
expect 401
ask for a token as <receiver's system> with key of the receiver's system, but without a jti
expect 401
ask for a token as <receiver's system> with key of the receiver's system, but issued by another
expect 401
ask for a token as <receiver's system> with key of the receiver's system, but under another key's name
expect 401

# The end of an assertion may be a part of a second
ask for a token as <receiver's system> with key of the receiver's system, but with parts of a second
expect 200
ask for a token as <receiver's system> with key of the receiver's system, but expired by parts of a second
expect 401
expect json {"error_description": "*expired*"}
ask for a token as <receiver's system> with key of the receiver's system, but with an nbf that is no number
expect 401

# The scheme of a token may be written in any case
ask for a token as <receiver's system> with key of the receiver's system
expect 200
remember token = access_token
with header Authorization: bearer <token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
with header Authorization: BEARER <token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
with header Authorization: Bearer<token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401
with header Authorization: basic <token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401

# An assertion serves once
ask for a token as <receiver's system> with key of the receiver's system
expect 200
ask for a token as <receiver's system> with key of the receiver's system, but with the same assertion again
expect 401
expect json {"error": "invalid_client", "error_description": "*used before*"}
> Signed anew, but with a jti that was seen.
ask for a token as <receiver's system> with key of the receiver's system
expect 200
ask for a token as <receiver's system> with key of the receiver's system, but with the jti of the last one
expect 401
expect json {"error": "invalid_client", "error_description": "*used before*"}

# A token cannot be had by taking the signature away or keeping it over other claims
ask for a token as <receiver's system> with key of the receiver's system, but with the algorithm none
expect 401
expect json {"error": "invalid_client"}
ask for a token as <receiver's system> with key of the receiver's system, but changed after signing
expect 401
expect json {"error": "invalid_client"}

# A token cannot be had by a signature that anybody could make
> The public key is no secret, and a key that came with the assertion proves nothing.
ask for a token as <receiver's system> with key of the receiver's system, but with the public key as a secret
expect 401
expect json {"error": "invalid_client"}
ask for a token as <receiver's system> with key of the receiver's system, but with a key of its own in the header
expect 401
expect json {"error": "invalid_client"}
ask for a token as <receiver's system> with key of the receiver's system, but with another algorithm
expect 401
expect json {"error": "invalid_client"}

# The token endpoint takes client credentials and nothing else
with header Content-Type: application/x-www-form-urlencoded
POST /oauth/token grant_type=password&username=a&password=b
expect 400
expect json {"error": "unsupported_grant_type"}
with header Content-Type: application/x-www-form-urlencoded
POST /oauth/token grant_type=client_credentials&client_assertion=abc
expect 400
expect json {"error": "invalid_request"}

# A token that was never given opens nothing
with header Authorization: Bearer made-up
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401
expect header WWW-Authenticate: Bearer*
with header Authorization: Basic YTpi
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401
as anybody
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401
expect detail *access token*

# A token outlives a restart of the node, but not its ten minutes
as the receiver's system
restart the node
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
expect a receipt
let 11 minutes pass
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401

# A token that was given before its system was revoked opens nothing after a restart
as the receiver's system
remember token = access_token
as the developer
DELETE /api/systems/<receiver's system>
expect 200
restart the node
as anybody
with header Authorization: Bearer <token>
GET /api/datasets/transportlidzekli/rows/AB1234
expect 401

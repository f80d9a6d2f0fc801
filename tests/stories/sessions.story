# A wrong password and an unknown name are refused alike
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
expect detail The sign-in name or the password is wrong
POST /api/session {"login": "nobody", "password": "not the password"}
expect 401
expect detail The sign-in name or the password is wrong
POST /api/session {"login": "turetajs"}
expect 400
expect pointer /password

# Guessing a password ends soon, for this name; others sign in meanwhile
as anybody
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 401
POST /api/session {"login": "turetajs", "password": "not the password"}
expect 429
expect detail *Too many wrong attempts*
POST /api/session {"login": "parakstitajs", "password": "not the password"}
expect 401

# A change needs the session's own token, and comes from our own pages
as the steward
without header X-CSRF-Token
POST /api/uploads {"dataset": "transportlidzekli"}
expect 403
expect detail *earlier visit*
with header X-CSRF-Token: guessed
POST /api/uploads {"dataset": "transportlidzekli"}
expect 403
with header Sec-Fetch-Site: cross-site
POST /api/uploads {"dataset": "transportlidzekli"}
expect 403
expect detail *another site*
with header Sec-Fetch-Site: same-origin
POST /api/uploads {"dataset": "transportlidzekli"}
expect 201

# Signed out is signed out
as the steward
GET /api/agreements
expect 200
DELETE /api/session
expect 204
expect header Set-Cookie: vienreiz_session=;*Max-Age=0*
GET /api/agreements
expect 401

# The session's cookie is out of scripts' reach
as anybody
GET /api/agreements
expect 401
as the operator
with header Cookie: vienreiz_session=made-up
GET /api/agreements
expect 401

# Whoever is signed in stays so over a restart of the node
as the steward
GET /api/agreements
expect 200
restart the node
GET /api/agreements
expect 200
POST /api/uploads {"dataset": "transportlidzekli"}
expect 201
> The time during which the node stood counts as idle.
let 31 minutes pass
restart the node
GET /api/agreements
expect 401

# Whoever signed out stays out after a restart
as the steward
DELETE /api/session
expect 204
restart the node
GET /api/agreements
expect 401

# A person changes her own password and PIN, and knows the old ones
as the signatory of the receiver
PUT /api/session/secrets {"password": "not the password", "new_password": "letters of her own"}
expect 403
expect pointer /password
as the operator
POST /api/people {"institution": "<receiver>", "roles": ["signatory"], "name": "Nora Nagla", "login": "nora", "password": "twelve letters", "pin": "121212"}
expect 200
as nora with password twelve letters
PUT /api/session/secrets {"password": "twelve letters", "new_password": "short", "pin": "121212", "new_pin": "343434"}
expect 400
expect pointer /new_password
PUT /api/session/secrets {"password": "twelve letters", "new_password": "twelve letters", "pin": "121212", "new_pin": "343434"}
expect 400
expect detail *old password*
PUT /api/session/secrets {"password": "twelve letters", "new_password": "letters of her own", "pin": "000000", "new_pin": "343434"}
expect 403
expect pointer /pin
> First ones are both changed, or neither.
PUT /api/session/secrets {"password": "twelve letters", "new_password": "letters of her own"}
expect 400
expect pointer /new_pin
PUT /api/session/secrets {"password": "twelve letters", "new_password": "letters of her own", "pin": "121212", "new_pin": "343434"}
expect 200
expect header Receipt: /journals/main/receipts/*
> Whoever was signed in with the old password no longer is, and cannot be.
GET /api/agreements
expect 401
as anybody
POST /api/session {"login": "nora", "password": "twelve letters"}
expect 401
sign in again as nora with password letters of her own
GET /api/agreements
expect 200
PUT /api/session/secrets {"password": "letters of her own"}
expect 400
expect pointer /new_password
PUT /api/session/secrets {"password": "letters of her own", "pin": "343434", "new_pin": "565656"}
expect 200
restart the node
sign in again as nora with password letters of her own
GET /lv/secrets
expect 200
expect text *Nora Nagla*Jaunais PIN*

# Nothing is signed with a password and a PIN that somebody else gave
as the operator
POST /api/people {"institution": "<receiver>", "roles": ["signatory"], "name": "Nora Nagla", "login": "nora", "password": "twelve letters", "pin": "121212"}
expect 200
as nora with password twelve letters
POST /api/agreements {"dataset": "transportlidzekli", "terms": {"purpose": "p", "legal_basis": "l", "fields": ["numurs"], "limits": {"answers_per_day": 1, "rows_per_answer": 1}, "starts": "<today>", "ends": "<in a year>"}}
expect 200
remember agreement = id
as the signatory of the provider
POST /api/agreements/<agreement>/acceptance {"revision": 1}
expect 200
as nora with password twelve letters
POST /api/agreements/<agreement>/pin-signatures {"pin": "121212"}
expect 403
expect detail *choose your own*
GET /en/agreements/<agreement>/signature
expect 200
expect text *Choose your own*
expect no text *PIN of your signing key*
PUT /api/session/secrets {"password": "twelve letters", "new_password": "letters of her own", "pin": "121212", "new_pin": "343434"}
expect 200
expect header Receipt: /journals/main/receipts/*
sign in again as nora with password letters of her own
POST /api/agreements/<agreement>/pin-signatures {"pin": "121212"}
expect 403
expect pointer /pin
POST /api/agreements/<agreement>/pin-signatures {"pin": "343434"}
expect 200

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

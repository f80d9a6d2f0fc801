# An institution is registered by its number, once
as the operator
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Banka", "en": "A bank"}}
expect 200
expect a receipt
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Banka", "en": "A bank"}}
expect 409
expect pointer /registration_number
expect detail *registered already*
as anybody
GET /api/institutions/<provider>
expect 200
expect json {"id": "<provider>"}
GET /api/institutions/nothing
expect 404
expect detail There is no such institution

# A registration number with a mistyped digit is refused
as the operator
POST /api/institutions {"registration_number": "40003032948", "name": {"lv": "Banka", "en": "A bank"}}
expect 400
expect pointer /registration_number
expect detail *check digit is wrong*
POST /api/institutions {"registration_number": "4000303294", "name": {"lv": "Banka", "en": "A bank"}}
expect 400
expect detail *11 digits*
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "", "en": "A bank"}}
expect 400
expect pointer /name/lv

# Only an operator registers institutions and people
as anybody
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Banka", "en": "A bank"}}
expect 401
as the steward
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Banka", "en": "A bank"}}
expect 403
POST /api/people {"roles": ["operator"], "name": "Ēriks", "login": "eriks", "password": "twelve letters"}
expect 403
as the receiver's system
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Banka", "en": "A bank"}}
expect 403

# A person is registered with roles, a name of her own and a password that is long enough
as the operator
POST /api/people {"roles": ["steward"], "name": "Elza", "login": "elza", "password": "twelve letters"}
expect 400
expect detail *
POST /api/people {"institution": "<provider>", "roles": ["steward"], "name": "Elza", "login": "elza", "password": "too short"}
expect 400
expect pointer /password
POST /api/people {"institution": "<provider>", "roles": ["steward"], "name": "Elza", "login": "elza", "password": "twelve letters", "personal_code": "123"}
expect 400
expect pointer /personal_code
POST /api/people {"institution": "<provider>", "roles": ["steward"], "name": "Elza", "login": "elza", "password": "twelve letters"}
expect 200
expect header Receipt: /journals/main/receipts/*
remember elza = id
POST /api/people {"institution": "<provider>", "roles": ["steward"], "name": "Elza", "login": "ELZA", "password": "twelve letters"}
expect 409
expect pointer /login
as elza with password twelve letters
POST /api/uploads {"dataset": "transportlidzekli"}
expect 201
> Her roles are taken away: what she signed in as is gone at the next request.
as the operator
PUT /api/people/<elza>/roles {"roles": ["person"]}
expect 200
as elza with password twelve letters
POST /api/uploads {"dataset": "transportlidzekli"}
expect 403

# An operator cannot take her own role away
as the operator
POST /api/people {"roles": ["operator"], "name": "Otra", "login": "otra", "password": "twelve letters"}
expect 200
remember other = id
as otra with password twelve letters
PUT /api/people/<other>/roles {"roles": ["person"]}
expect 409
expect pointer /roles

# A person has a full name on Latvian pages, an institution a title
as the operator
GET /lv/operator/people
expect 200
expect text *>Vārds, uzvārds<*
expect no text *>Nosaukums<*
GET /lv/operator/people/new
expect 200
expect text *Vārds, uzvārds*
GET /lv/operator/institutions
expect 200
expect text *>Nosaukums<*

# The lines a developer may try are explained in the language of the page
agree on transportlidzekli {"fields": ["numurs"]}
as the developer
GET /lv/developer/data
expect 200
expect text *# viena rinda pēc atslēgas*
expect no text *one row by its key*

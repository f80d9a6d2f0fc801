# A change that is sent again under the same key happens once
> The answer was lost on the way; the sender cannot know, and asks again.
as the operator
with header Idempotency-Key: 7c1f0c1a-2c57-4a2e-9a43-6a6f8d6a9a01
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 200
expect json {"finality": "final"}
remember first = id
remember entry = entry
remember receipt = header Receipt
with header Idempotency-Key: 7c1f0c1a-2c57-4a2e-9a43-6a6f8d6a9a01
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 200
expect json {"id": "<first>", "entry": <entry>, "receipt": "<receipt>"}
expect header Receipt: <receipt>
expect header Finality: final
> In quotes, as the draft of the header has it, it is the same key.
with header Idempotency-Key: "7c1f0c1a-2c57-4a2e-9a43-6a6f8d6a9a01"
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 200
expect header Receipt: <receipt>
restart the node
with header Idempotency-Key: 7c1f0c1a-2c57-4a2e-9a43-6a6f8d6a9a01
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 200
expect header Receipt: <receipt>
> Without the key it is another wish, and that number is taken.
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 409

# A key stands for one request
as the operator
with header Idempotency-Key: k1
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 200
with header Idempotency-Key: k1
POST /api/institutions {"registration_number": "90000069281", "name": {"lv": "Trešā", "en": "Third"}}
expect 409
expect detail *Idempotency-Key*another request*

# What was refused may be sent again under its key
as the operator
with header Idempotency-Key: k1
POST /api/institutions {"registration_number": "1", "name": {"lv": "Otrā", "en": "Second"}}
expect 400
with header Idempotency-Key: k1
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 200

# A key is said properly, or the request is refused
as the operator
with header Idempotency-Key: two words
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 400
expect detail *visible ASCII*
with header Idempotency-Key: ""
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 400
with header Idempotency-Key: kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 400

# One sender's key is not another's
as the developer
make key one
with header Idempotency-Key: k1
POST /api/institutions/<receiver>/systems {"name": "Viena", "jwk": <one jwk>}
expect 200
remember system = id
as system <system> with key one
with header Idempotency-Key: k1
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
as the operator
with header Idempotency-Key: k1
POST /api/institutions {"registration_number": "40003032949", "name": {"lv": "Otrā", "en": "Second"}}
expect 200

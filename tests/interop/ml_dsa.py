# Verifies the ML-DSA-44 signature of a checkpoint by Python's cryptography (OpenSSL), as c2sp.org/tlog-cosignature has it.
# ml_dsa.py CHECKPOINT VKEY
import base64
import sys

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

note = open(sys.argv[1], encoding="utf-8").read()
name, key_id, encoded = open(sys.argv[2]).read().strip().split("+", 2)
key = base64.b64decode(encoded)
assert key[0] == 6, "the verifier key is one of ML-DSA-44"
text, signatures = note.rsplit("\n\n", 1)
origin, size, root = text.split("\n")[:3]
for line in signatures.splitlines():
    _, signer, signature = line.split(" ")
    signature = base64.b64decode(signature)
    if signer == name and signature[:4].hex() == key_id:
        time, signature = signature[4:12], signature[12:]
        message = (b"subtree/v1\n\0" + bytes([len(name)]) + name.encode() + time + bytes([len(origin)]) + origin.encode()
                   + (0).to_bytes(8, "big") + int(size).to_bytes(8, "big") + base64.b64decode(root))
        MLDSA44PublicKey.from_public_bytes(key[1:]).verify(signature, message)
        sys.exit(0)
sys.exit("no signature of this key")

// The receiver's system: it proves itself by its key (RFC 7523, section 2.2) and asks for rows.
import {createPrivateKey, createPublicKey, createHash, randomUUID, sign} from 'node:crypto';

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// RFC 7638: the members of the public key that matter, in the order of the alphabet.
function thumbprint(key) {
    const {crv, kty, x, y} = createPublicKey(key).export({format: 'jwk'});
    return createHash('sha256').update(JSON.stringify({crv, kty, x, y})).digest('base64url');
}

function assertion({url, demonstration: {system, system_key}}) {
    const key = createPrivateKey(system_key);
    const expires = Math.floor(Date.now() / 1000) + 120;
    const claims =
        {iss: system, sub: system, aud: `${url}/oauth/token`, jti: randomUUID(), exp: expires};
    const text = `${encoded({alg: 'ES256', kid: thumbprint(key)})}.${encoded(claims)}`;
    return `${text}.${
        sign('sha256', Buffer.from(text), {key, dsaEncoding: 'ieee-p1363'}).toString('base64url')}`;
}

// Gives a function that asks for one row by its key; its member `get` asks for anything else.
export async function authenticated_system(site) {
    const answer = await fetch(`${site.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion: assertion(site)
        })
    });
    const {access_token} = await answer.json();
    if (!access_token) throw new Error(`the system gets no token: ${answer.status}`);
    const get = (path) =>
        fetch(`${site.url}${path}`, {headers: {Authorization: `Bearer ${access_token}`}});
    return Object.assign((dataset, row) => get(`/api/datasets/${dataset}/rows/${row}`), {get});
}

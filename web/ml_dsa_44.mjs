// What of @noble/post-quantum is bundled into the asset ml_dsa_44.js (docs/decisions/0012-ml-dsa-in-the-browser.md).
export { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';

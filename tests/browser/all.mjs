// The suite, in this order: what takes seconds first; the walk last, when the main job has filled
// the pages.
import {finish} from './lib/suite.mjs';
import {start_site, start_witnessed_site} from './lib/site.mjs';
import {launch} from './lib/visitor.mjs';
import {rules_can_fail} from './rules_can_fail.mjs';
import {without_script} from './without_script.mjs';
import {keyboard} from './keyboard.mjs';
import {mistakes} from './mistakes.mjs';
import {verifier_vectors} from './verifier_vectors.mjs';
import {agreement} from './agreement.mjs';
import {check_us} from './check.mjs';
import {main_job} from './main_job.mjs';
import {large_file} from './large_file.mjs';
import {every_page} from './every_page.mjs';

const site = await start_site();
const witnessed_site = await start_witnessed_site();
const browser = await launch();
const parts = [
    rules_can_fail, without_script, keyboard, mistakes, verifier_vectors, agreement, check_us,
    main_job, large_file, every_page
];
for (const part of parts) await part(browser, site, witnessed_site);
await browser.close();
await Promise.all([site, witnessed_site].map((one) => one.stop()));
process.exitCode = finish();

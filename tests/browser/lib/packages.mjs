// What `run` installed, under build/browser so that the source tree stays as it is.
import {createRequire} from 'node:module';

const require = createRequire(`${process.env.VIENREIZ_BROWSER}/package.json`);
export const {chromium} = require('playwright-core');
export const axe_source = require('axe-core').source;

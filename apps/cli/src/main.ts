import { program } from './program.js';
import { endWithoutOutput } from './terminal/end-without-output.js';
import { tellMisuseAsJson } from './terminal/tell-failure.js';

endWithoutOutput();
const subledger = program();
if (process.argv.includes('--json')) tellMisuseAsJson(subledger);
await subledger.parseAsync();

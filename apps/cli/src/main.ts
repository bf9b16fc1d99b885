import { program } from './program.js';
import { endWithoutOutput } from './terminal/end-without-output.js';

endWithoutOutput();
await program().parseAsync();

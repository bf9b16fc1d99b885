import { program } from './program.js';

// A reader that hangs up early, such as `head`, has seen enough: no fault of ours to tell a story about.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(1);
  throw error;
});

await program().parseAsync();

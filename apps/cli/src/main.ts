import { flows } from '@subledger/flows';
console.log(flows.length);

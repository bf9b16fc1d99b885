import { describeEventStoreContract } from '../../test/event-store.contract.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

const file = temporaryLog();
const maxEventBytes = 100_000;
const open = () => openSqliteEventStore({ file, maxEventBytes });

describeEventStoreContract('sqlite', {
  open,
  restart: async (store) => {
    await store.close();
    return open();
  },
  maxEventBytes,
});

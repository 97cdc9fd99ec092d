import { openStore, storageConfigSchema } from "@spanhouse/storage";

/**
 * Opens a new embedded store and closes it.
 *
 *   new-store-child <data folder>
 */
const [dataFolder = ""] = process.argv.slice(2);
const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
await store.close();

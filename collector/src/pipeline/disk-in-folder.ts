import type { DiskFile, SpoolDisk } from "./spool-disk.ts";

/**
 * A folder of a disk as a disk of its own, so that several pipelines live in one data folder:
 *
 *   data/spool/…        data/quarantine/…           one on the disk itself
 *   data/tail/spool/…   data/tail/quarantine/…      one on diskInFolder(disk, "tail")
 *
 * Closing it closes nothing: that is for the owner of the disk.
 */
export function diskInFolder(disk: SpoolDisk, folder: string): SpoolDisk {
  const inside = (name: string): string => `${folder}/${name}`;
  return {
    pathOf: (name) => disk.pathOf(inside(name)),
    makeFolder: (name) => disk.makeFolder(inside(name)),
    list: async (name) => {
      const files = await disk.list(inside(name));
      return files.map((file): DiskFile => ({ ...file, name: file.name.slice(folder.length + 1) }));
    },
    write: (name, chunks) => disk.write(inside(name), chunks),
    rename: (from, to) => disk.rename(inside(from), inside(to)),
    remove: (name) => disk.remove(inside(name)),
    syncFolder: (name) => disk.syncFolder(inside(name)),
    read: (name, onPiece) => disk.read(inside(name), onPiece),
    freeBytes: () => disk.freeBytes(),
    close: () => Promise.resolve(),
  };
}

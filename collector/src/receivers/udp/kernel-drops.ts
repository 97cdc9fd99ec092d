import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * How many packets the kernel has dropped for a socket because nobody read them in time: the last column of
 * `/proc/net/udp` and `/proc/net/udp6`, which only Linux has.
 *
 *   sl  local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ref pointer drops
 *   7:  0100007F:1AAF 00000000:0000 07 00000000:00000000 00:00000000 00000000  0 0 61913 2 0000000 0
 */
const TABLES = ["/proc/net/udp", "/proc/net/udp6"];
const OWN_FILES = "/proc/self/fd";

interface SocketRow {
  readonly port: number;
  readonly inode: string;
  readonly drops: number;
}

/** The rows of a table; lines that are not rows are left out. */
export function parseUdpTable(text: string): readonly SocketRow[] {
  return text.split("\n").flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const port = /^[0-9A-F]+:([0-9A-F]{4})$/.exec(columns[1] ?? "")?.[1];
    const [inode, drops] = [columns[9], columns[12]];
    if (port === undefined || inode === undefined || drops === undefined) return [];
    return [{ port: Number.parseInt(port, 16), inode, drops: Number(drops) }];
  });
}

/**
 * The inode of this process's socket on a port, by which it is found again among those of others; undefined
 * where there is no such table, or it does not say.
 */
export function inodeOfUdpPort(port: number): string | undefined {
  const candidates = readTables().filter((row) => row.port === port);
  if (candidates.length <= 1) return candidates[0]?.inode;
  const own = ownSockets();
  return candidates.find(({ inode }) => own.has(inode))?.inode;
}

/** Packets the kernel has dropped for the socket so far; undefined when it cannot be told. */
export function kernelDropsOf(inode: string): number | undefined {
  return readTables().find((row) => row.inode === inode)?.drops;
}

function readTables(): readonly SocketRow[] {
  return TABLES.flatMap((path) => {
    try {
      return parseUdpTable(readFileSync(path, "utf8"));
    } catch {
      // Not Linux, or without IPv6: there is nothing to say.
      return [];
    }
  });
}

function ownSockets(): ReadonlySet<string> {
  const inodes = new Set<string>();
  for (const name of readdirSync(OWN_FILES)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${OWN_FILES}/${name}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed while the folder was read.
    }
  }
  return inodes;
}

import { Link } from "@tanstack/react-router";
import { useOpenedFile } from "../api/opened-file.ts";
import styles from "./CompareLink.module.css";
import { Icon } from "./Icon.tsx";

/** The way from a trace back to the file that it is in. */
export function FileLink() {
  const file = useOpenedFile();
  if (file.status !== "open") return null;
  return (
    <Link className={styles.link} to="/file">
      <Icon name="file" size={13} />
      {file.name}
    </Link>
  );
}

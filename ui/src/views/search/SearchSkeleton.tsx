import { text } from "../../texts/search-results.tsx";
import styles from "./SearchSkeleton.module.css";

/** The shape of the list while the first answer is on its way. */
export function SearchSkeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-label={text.searchingTraces}>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={styles.item} />
      ))}
    </div>
  );
}

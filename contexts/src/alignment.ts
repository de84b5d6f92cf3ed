/** A row of Open Badges 3.0 §B.1.5 Alignment. Always built from the data files, never typed by hand. */
export type Alignment = {
  id?: string;
  type: ['Alignment'];
  targetName: string;
  targetUrl: string;
  targetFramework?: string;
  targetCode?: string;
  targetType?: string;
};

/** In each application stands one that imports every subpath of the package instead. */
export const subpaths: readonly object[] = [];

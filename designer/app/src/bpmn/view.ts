/** Which part of the plane the designer shows, so that nothing of the drawing lies under the palette. */

/** A rectangle of the plane, in its own units. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What lies over the paper or wants air around the drawing, in pixels: the palette at the left. */
const MARGIN = { left: 132, right: 32, top: 32, bottom: 56 };

/** The part of the plane to show so that `inner` is whole, in the middle of what the palette leaves free. */
export function fitted(inner: Box, outer: { width: number; height: number }): Box | undefined {
  const free = { width: outer.width - MARGIN.left - MARGIN.right, height: outer.height - MARGIN.top - MARGIN.bottom };
  if (inner.width <= 0 || inner.height <= 0 || free.width <= 0 || free.height <= 0) return undefined;
  const scale = Math.min(1, free.width / inner.width, free.height / inner.height);
  return {
    x: inner.x - (MARGIN.left + (free.width - inner.width * scale) / 2) / scale,
    y: inner.y - (MARGIN.top + (free.height - inner.height * scale) / 2) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  };
}

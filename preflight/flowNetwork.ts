/** A network of capacities, through which units flow one after another (Ford and Fulkerson). */
export class FlowNetwork {
  readonly #free = new Map<string, Map<string, number>>();

  /** Adds an edge. An edge that exists keeps its capacity. */
  connect(from: string, to: string, capacity: number): void {
    const edges = this.#edgesOf(from);
    if (!edges.has(to)) {
      edges.set(to, capacity);
    }
  }

  /** Sends one more unit. It diverts earlier units where that makes room. @returns whether there was room */
  sendUnit(from: string, to: string, visited = new Set([from])): boolean {
    if (from === to) {
      return true;
    }
    for (const [next, free] of this.#edgesOf(from)) {
      if (free > 0 && !visited.has(next)) {
        visited.add(next);
        if (this.sendUnit(next, to, visited)) {
          this.#change(from, next, -1);
          this.#change(next, from, 1);
          return true;
        }
      }
    }
    return false;
  }

  #edgesOf(node: string): Map<string, number> {
    const edges = this.#free.get(node) ?? new Map<string, number>();
    this.#free.set(node, edges);
    return edges;
  }

  #change(from: string, to: string, by: number): void {
    const edges = this.#edgesOf(from);
    edges.set(to, (edges.get(to) ?? 0) + by);
  }
}

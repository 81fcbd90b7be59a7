package dev.drawbridge.sidecar.proxy;

import java.util.function.Supplier;

/** What is in force now. One thread changes it, all may read it. */
public final class InForce implements Supplier<ProxyContext.Live> {

  private volatile ProxyContext.Live live;

  public InForce(ProxyContext.Live live) {
    this.live = live;
  }

  @Override
  public ProxyContext.Live get() {
    return live;
  }

  /** From now on it is this. */
  public void set(ProxyContext.Live next) {
    live = next;
  }
}

package dev.drawbridge.sidecar.proxy;

/** Ways to the model, of one event loop. */
interface Models {

  /** Gives a way to whoever asks, at once or later; or says that there is none. */
  void connect(ModelLink.Listener listener);

  /** Closes those that are idle for too long. */
  void tick(long nowNanos);

  /** Closes all. */
  void close();
}

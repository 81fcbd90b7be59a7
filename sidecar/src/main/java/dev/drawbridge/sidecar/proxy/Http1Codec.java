package dev.drawbridge.sidecar.proxy;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

/** What a connection of HTTP/1.1 is decoded and encoded with, each request on its own terms. */
record Http1Codec(DoorDecoder decoder, DoorEncoder encoder) {

  static Http1Codec addTo(ChannelPipeline pipeline, int headerBytes) {
    Http1Codec codec = new Http1Codec(new DoorDecoder(headerBytes), new DoorEncoder());
    pipeline.addLast(codec.decoder()).addLast(codec.encoder());
    return codec;
  }

  void requestBegan(HttpRequest head) {
    encoder.answersHead(head.method().equals(HttpMethod.HEAD));
  }
}

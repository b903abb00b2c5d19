"""What leaves this package: one graph from picture to answer, in several containers.

graph.py        the functions that every container holds
  decoding.py   picture files to grey, in the graph
saved_model.py  TF Serving's container, with warm-up requests
litert.py       .tflite files for phones, browsers and this package's own reader
  compact.py    without what no runtime reads
  metadata.py   labels and a description inside them
proof.py        what each container answers on the whole test set, and how fast
"""

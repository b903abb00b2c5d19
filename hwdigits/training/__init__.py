"""How a network learns.

stages.py        what a run consists of: pre-training stages, then the classifier
  objectives.py    the losses
  optimizers.py    paper 1's eight, and Adam with the fused kernel
  strategies.py    one device, mirrored, multi-worker
    cluster.py       TF_CONFIG, judged
    rendezvous.py    all processes are there
    workers.py       what they tell each other
loop.py          one stage from its first epoch to its last, resumable
  steps.py         the training step, compiled
  checkpoint.py    the state a killed run goes on from
  progress.py      what a person sees meanwhile
board.py         TensorBoard
"""

"""What a generation passes before it is served; the way back; golden questions; watching; the proof of a backup."""

"""What a partner may see: policy, alert, disclosure. Pure; the clock is passed in."""

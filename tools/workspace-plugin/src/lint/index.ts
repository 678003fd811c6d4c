export default { meta: { name: 'house' }, rules: {} };

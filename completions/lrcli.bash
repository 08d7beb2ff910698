# bash completions of lrcli, as printed by `lrcli completions bash`.
# A flag with a value carries what may follow it: --choice=a|b, --path=@, --value=

_lrcli_data() {
    case $1 in
        'verbs') found=' list explain when diff lint table plot csv json value budget help completions identify resume verify ' ;;
        'root') found=' -h --help --version ' ;;
        'switches') found=' --accelerate --all --as-json --ascii --dark --dark-mode --dark-theme --display --drop-last --grid --gridlines --help --hide-legend --inclusive --json --json-lines --json-output --jsonl --last --letters --light --light-mode --light-theme --lines --log --log-lr --log-scale --log-y --logscale --logy --long --long-form --long-format --markdown --md --melt --melted --momentum --monochrome --name-only --names --names-only --narrow --ndjson --no-color --no-colors --no-colour --no-grid --no-header --no-headers --no-heading --no-headings --no-inclusive --no-legend --no-messages --no-remarks --no-staircase --no-warnings --nocolor --noheader --omit-header --only-names --open-window --output-json --plot --quiet --semilogy --show --silent --skip-header --split-batches --staircase --strict --suppress-warnings --tidy --to-tsv --tsv --version --warmup-before --warmup-over --without-header --y-log --ylog -h -q ' ;;
        'synonyms') found=' --warmup-method=linear|cosine|exponential|constant --warmup-type=linear|cosine|exponential|constant --warmup-strategy=linear|cosine|exponential|constant --warmup-mode=linear|cosine|exponential|constant --warmup-curve=linear|cosine|exponential|constant --scaling-rule=linear|sqrt --scale-rule=linear|sqrt --lr-scaling=linear|sqrt --lr-scaling-rule=linear|sqrt --theme=light|dark --legend-loc=right|below|none --legend-location=right|below|none --legend-position=right|below|none --legend-pos=right|below|none --out=@ --outfile=@ --out-file=@ --output-file=@ --outputfile=@ --file=@ --filename=@ --save-to=@ --save-as=@ --savefig=@ --colour=auto|always|never --colors=auto|always|never --colours=auto|always|never ' ;;
        'shared') found=' --epochs= --steps= --tokens= --steps-per-epoch= --update=step|epoch --samples= --batch-size= --seq-len= --batch-ramp= --accumulate= --devices= --drop-last --stepper=plain|accelerate --split-batches --scale-from-batch= --rule=linear|sqrt --layer-decay= --layers= --group= --sweep= --set= --strict --scale= --floor= --warmup= --warmup-from= --warmup-shape=linear|cosine|exponential|constant --warmup-update=step|epoch --warmup-before --warmup-over --color=auto|always|never --quiet -q ' ;;
        'schedules') found=' constant step piecewise multistep exponential inverse inverse_sqrt noam polynomial linear cosine tanh rex one_minus_sqrt restarts triangular one_cycle wsd knee plateau formula python recorded config axolotl. composer. darknet. deepspeed. detectron2. diffusers. fairseq. fvcore. keras. llmfoundry. maxtext. megatron. mlx. mmengine. nanogpt. nemo. optax. paddle. timm. torch. torchtitan. torchtune. transformers. ultralytics. ' ;;
        'aliases') found=' decay poly htd minus_sqrt sgdr clr trapezoid diffusers.get_constant_schedule diffusers.get_constant_schedule_with_warmup diffusers.get_piecewise_constant_schedule diffusers.get_cosine_with_hard_restarts_schedule_with_warmup transformers.get_constant_schedule transformers.get_constant_schedule_with_warmup transformers.get_linear_schedule_with_warmup transformers.get_cosine_schedule_with_warmup transformers.get_cosine_with_hard_restarts_schedule_with_warmup transformers.get_polynomial_decay_schedule_with_warmup transformers.get_inverse_sqrt_schedule transformers.get_cosine_with_min_lr_schedule_with_warmup transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate transformers.get_wsd_schedule transformers.get_reduce_on_plateau_schedule transformers.get_greedy_schedule transformers.GreedyLR ' ;;
        'verb list') found=' --names --json --output=@ -o=@ --color=auto|always|never --quiet -q -h --help ' ;;
        'words list') found=' constant step piecewise multistep exponential inverse inverse_sqrt noam polynomial linear cosine tanh rex one_minus_sqrt restarts triangular one_cycle wsd knee plateau formula python recorded config axolotl composer darknet deepspeed detectron2 diffusers fairseq fvcore keras llmfoundry maxtext megatron mlx mmengine nanogpt nemo optax paddle timm torch torchtitan torchtune transformers ultralytics ' ;;
        'verb explain') found=' --json --output=@ -o=@ -h --help ' ;;
        'verb when') found=' --below= --above= --after= --last --all --json --output=@ -o=@ -h --help ' ;;
        'verb diff') found=' --tol= --json --plot --log --xlim= --ylim= --title= --ascii --letters --width= --height= --style=light|dark --size= --font-size= --font= --xlabel= --ylabel= --legend=right|below|none --grid --no-grid --dpi= --output=@ -o=@ -h --help ' ;;
        'verb lint') found=' --json --output=@ -o=@ -h --help ' ;;
        'verb table') found=' --at= --rows= --stride= --all --digits= --long --no-header --json --format=auto|tsv|md|csv|json --csv=@ --md=@ --plot=@ --momentum --columns= --output=@ -o=@ -h --help ' ;;
        'verb plot') found=' --output=@ --save=@ -o=@ --format=txt|png|svg|pdf|eps|jpg|webp --momentum --columns= --log --xlim= --ylim= --title= --ascii --letters --style=light|dark --size= --font-size= --font= --xlabel= --ylabel= --legend=right|below|none --grid --no-grid --dpi= --show --width= --height= -h --help ' ;;
        'verb csv') found=' --output=@ -o=@ --at= --rows= --stride= --momentum --columns= --sep= --decimal= --no-header --digits= --long --jobs= -h --help ' ;;
        'verb json') found=' --output=@ -o=@ --lines --at= --rows= --stride= --momentum --columns= --digits= --long --jobs= -h --help ' ;;
        'verb value') found=' --at= --digits= --json --momentum --columns= --output=@ -o=@ -h --help ' ;;
        'verb budget') found=' --samples= --batch-size= --seq-len= --batch-ramp= --accumulate= --devices= --drop-last --stepper=plain|accelerate --split-batches --epochs= --steps= --tokens= --steps-per-epoch= --warmup= --json --output=@ -o=@ --color=auto|always|never --quiet -q -h --help ' ;;
        'words budget') found=' ' ;;
        'verb help') found=' --color=auto|always|never --quiet -q -h --help ' ;;
        'words help') found=' list explain when diff lint table plot csv json value budget help completions identify resume verify notation durations output formats exit-codes frameworks logs configs ' ;;
        'verb completions') found=' --output=@ -o=@ --color=auto|always|never --quiet -q -h --help ' ;;
        'words completions') found=' bash zsh fish powershell ' ;;
        'verb identify') found=' --column= --run= --position= --first= --epochs= --steps= --steps-per-epoch= --json --output=@ -o=@ --color=auto|always|never --quiet -q -h --help ' ;;
        'words identify') found=' @ ' ;;
        'verb resume') found=' --at= --total= --was= --how=recompute|keep|restart|rewarm|hold|transformers|torch-cosine|torch-lambda|keras|optax|deepspeed|megatron --rewarm= --fail-on-jump= --json --plot --log --xlim= --ylim= --title= --ascii --letters --width= --height= --style=light|dark --size= --font-size= --font= --xlabel= --ylabel= --legend=right|below|none --grid --no-grid --dpi= --output=@ -o=@ -h --help ' ;;
        'verb verify') found=' --column= --run= --position= --first= --json --plot --log --xlim= --ylim= --title= --ascii --letters --width= --height= --style=light|dark --size= --font-size= --font= --xlabel= --ylabel= --legend=right|below|none --grid --no-grid --dpi= --output=@ -o=@ -h --help ' ;;
        'schedules axolotl') found=' axolotl.get_cosine_schedule_with_quadratic_warmup axolotl.get_cosine_schedule_with_warmup_decay_constant axolotl.RexLR ' ;;
        'schedules composer') found=' composer.StepScheduler composer.MultiStepScheduler composer.ConstantScheduler composer.LinearScheduler composer.ExponentialScheduler composer.CosineAnnealingScheduler composer.PolynomialScheduler composer.CosineAnnealingWarmRestartsScheduler composer.MultiStepWithWarmupScheduler composer.LinearWithWarmupScheduler composer.ConstantWithWarmupScheduler composer.CosineAnnealingWithWarmupScheduler composer.PolynomialWithWarmupScheduler ' ;;
        'schedules darknet') found=' darknet.get_current_rate ' ;;
        'schedules deepspeed') found=' deepspeed.LRRangeTest deepspeed.OneCycle deepspeed.WarmupLR deepspeed.WarmupDecayLR deepspeed.WarmupCosineLR ' ;;
        'schedules detectron2') found=' detectron2.WarmupParamScheduler detectron2.WarmupMultiStepLR detectron2.WarmupCosineLR detectron2.WarmupStepWithFixedGammaLR ' ;;
        'schedules diffusers') found=' diffusers.constant diffusers.constant_with_warmup diffusers.piecewise_constant diffusers.linear diffusers.cosine diffusers.cosine_with_restarts diffusers.polynomial diffusers.get_linear_schedule_with_warmup diffusers.get_cosine_schedule_with_warmup diffusers.get_polynomial_decay_schedule_with_warmup ' ;;
        'schedules fairseq') found=' fairseq.fixed fairseq.inverse_sqrt fairseq.polynomial_decay fairseq.tri_stage fairseq.step fairseq.cosine fairseq.triangular fairseq.reduce_lr_on_plateau ' ;;
        'schedules fvcore') found=' fvcore.ConstantParamScheduler fvcore.CosineParamScheduler fvcore.ExponentialParamScheduler fvcore.LinearParamScheduler fvcore.PolynomialDecayParamScheduler fvcore.StepParamScheduler fvcore.StepWithFixedGammaParamScheduler fvcore.MultiStepParamScheduler fvcore.CompositeParamScheduler ' ;;
        'schedules keras') found=' keras.ExponentialDecay keras.PiecewiseConstantDecay keras.PolynomialDecay keras.InverseTimeDecay keras.CosineDecay keras.CosineDecayRestarts keras.ReduceLROnPlateau keras.LearningRateScheduler ' ;;
        'schedules llmfoundry') found=' llmfoundry.InverseSquareRootWithWarmupScheduler ' ;;
        'schedules maxtext') found=' maxtext.create_learning_rate_schedule ' ;;
        'schedules megatron') found=' megatron.OptimizerParamScheduler ' ;;
        'schedules mlx') found=' mlx.exponential_decay mlx.step_decay mlx.cosine_decay mlx.linear_schedule mlx.join_schedules ' ;;
        'schedules mmengine') found=' mmengine.ConstantLR mmengine.LinearLR mmengine.ExponentialLR mmengine.PolyLR mmengine.StepLR mmengine.MultiStepLR mmengine.CosineAnnealingLR mmengine.CosineRestartLR mmengine.OneCycleLR mmengine.ReduceOnPlateauLR mmengine.schedulers ' ;;
        'schedules nanogpt') found=' nanogpt.get_lr ' ;;
        'schedules nemo') found=' nemo.WarmupPolicy nemo.WarmupHoldPolicy nemo.SquareAnnealing nemo.SquareRootAnnealing nemo.WarmupAnnealing nemo.InverseSquareRootAnnealing nemo.T5InverseSquareRootAnnealing nemo.PolynomialDecayAnnealing nemo.PolynomialHoldDecayAnnealing nemo.CosineAnnealing nemo.NoamAnnealing nemo.WarmupHoldAnnealLinear nemo.WarmupHoldAnnealOneMinusSquareRoot nemo.NoamHoldAnnealing ' ;;
        'schedules optax') found=' optax.constant_schedule optax.polynomial_schedule optax.linear_schedule optax.piecewise_constant_schedule optax.piecewise_interpolate_schedule optax.exponential_decay optax.cosine_decay_schedule optax.linear_onecycle_schedule optax.cosine_onecycle_schedule optax.warmup_constant_schedule optax.warmup_cosine_decay_schedule optax.warmup_exponential_decay_schedule optax.sgdr_schedule optax.join_schedules optax.contrib.reduce_on_plateau ' ;;
        'schedules paddle') found=' paddle.NoamDecay paddle.NaturalExpDecay paddle.ExponentialDecay paddle.InverseTimeDecay paddle.PolynomialDecay paddle.LinearLR paddle.PiecewiseDecay paddle.MultiStepDecay paddle.StepDecay paddle.LambdaDecay paddle.MultiplicativeDecay paddle.CosineAnnealingDecay paddle.CosineAnnealingWarmRestarts paddle.OneCycleLR paddle.CyclicLR paddle.LinearWarmup paddle.ReduceOnPlateau ' ;;
        'schedules timm') found=' timm.CosineLRScheduler timm.PolyLRScheduler timm.TanhLRScheduler timm.StepLRScheduler timm.MultiStepLRScheduler timm.WSDLRScheduler timm.PlateauLRScheduler timm.create_scheduler_v2 ' ;;
        'schedules torch') found=' torch.LambdaLR torch.MultiplicativeLR torch.StepLR torch.MultiStepLR torch.ConstantLR torch.LinearLR torch.ExponentialLR torch.PolynomialLR torch.CosineAnnealingLR torch.CosineAnnealingWarmRestarts torch.OneCycleLR torch.CyclicLR torch.SWALR torch.ReduceLROnPlateau torch.SequentialLR torch.ChainedScheduler ' ;;
        'schedules torchtitan') found=' torchtitan.build_lr_schedulers ' ;;
        'schedules torchtune') found=' torchtune.get_cosine_schedule_with_warmup ' ;;
        'schedules transformers') found=' transformers.constant transformers.constant_with_warmup transformers.linear transformers.cosine transformers.cosine_with_restarts transformers.polynomial transformers.inverse_sqrt transformers.cosine_with_min_lr transformers.cosine_warmup_with_min_lr transformers.warmup_stable_decay transformers.reduce_lr_on_plateau transformers.greedy ' ;;
        'schedules ultralytics') found=' ultralytics.BaseTrainer ' ;;
        'family constant') found=' --initial= --lr= ' ;;
        'family step' | 'family decay') found=' --initial= --lr= --rate= --gamma= --every= ' ;;
        'family piecewise') found=' --values= --boundaries= --inclusive --no-inclusive ' ;;
        'family multistep') found=' --initial= --lr= --rate= --gamma= --milestones= ' ;;
        'family exponential') found=' --initial= --lr= --rate= --every= --staircase --no-staircase --gamma= --half-life= --final= --length= ' ;;
        'family inverse') found=' --initial= --lr= --rate= --every= --power= ' ;;
        'family inverse_sqrt') found=' --peak= --lr= --warmup= ' ;;
        'hidden inverse_sqrt') found=' --warmup= --warmup-from= --warmup-shape=linear|cosine|exponential|constant --warmup-update=step|epoch --warmup-before --warmup-over ' ;;
        'family noam') found=' --d-model= --warmup= --every= ' ;;
        'hidden noam') found=' --warmup= --warmup-from= --warmup-shape=linear|cosine|exponential|constant --warmup-update=step|epoch --warmup-before --warmup-over ' ;;
        'family polynomial' | 'family poly') found=' --initial= --lr= --final= --length= --power= ' ;;
        'family linear') found=' --initial= --lr= --final= --length= ' ;;
        'family cosine') found=' --initial= --lr= --final= --length= ' ;;
        'family tanh' | 'family htd') found=' --initial= --lr= --final= --length= --lower= --upper= ' ;;
        'family rex') found=' --initial= --lr= --final= --length= ' ;;
        'family one_minus_sqrt' | 'family minus_sqrt') found=' --initial= --lr= --final= --length= ' ;;
        'family restarts' | 'family sgdr') found=' --initial= --lr= --final= --period= --growth= --decay= ' ;;
        'family triangular' | 'family clr') found=' --high= --lr= --low= --base-lr= --up= --down= --mode=plain|halving|exponential --gamma= --every= ' ;;
        'family one_cycle') found=' --peak= --lr= --length= --warmup= --start-factor= --end-factor= --shape=cosine|linear ' ;;
        'hidden one_cycle') found=' --warmup= --warmup-from= --warmup-shape=linear|cosine|exponential|constant --warmup-update=step|epoch --warmup-before --warmup-over ' ;;
        'family wsd' | 'family trapezoid') found=' --peak= --lr= --warmup= --cooldown= --length= --start= --final= --shape=linear|cosine|one_minus_sqrt|exponential ' ;;
        'hidden wsd' | 'hidden trapezoid') found=' --warmup= --warmup-from= --warmup-shape=linear|cosine|exponential|constant --warmup-update=step|epoch --warmup-before --warmup-over ' ;;
        'family knee') found=' --peak= --lr= --warmup= --hold= --final= --length= ' ;;
        'hidden knee') found=' --warmup= --warmup-from= --warmup-shape=linear|cosine|exponential|constant --warmup-update=step|epoch --warmup-before --warmup-over ' ;;
        'family plateau') found=' --initial= --lr= --factor= --patience= --threshold= --mode=min|max --threshold-mode=rel|abs --cooldown= --min-lr= --eps= --metrics=@ --column= --metrics-shape=decaying|flat|noisy|diverging ' ;;
        'hidden plateau') found=' --column= ' ;;
        'family formula') found=' --expression= ' ;;
        'family python') found=' --function=@ --arg=epoch|step --lr= ' ;;
        'family recorded') found=' --path=@ --column= --gaps=hold|interpolate --run= --only= --position= --first= --also= ' ;;
        'hidden recorded') found=' --column= --run= --position= --first= ' ;;
        'family config') found=' --path=@ --format= --text= --beside=@ --lr= --classes= ' ;;
        'hidden config') found=' --format=txt|png|svg|pdf|eps|jpg|webp ' ;;
        'family axolotl.get_cosine_schedule_with_quadratic_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --num-cycles= --last-epoch= ' ;;
        'family axolotl.get_cosine_schedule_with_warmup_decay_constant') found=' --lr= --num-warmup-steps= --num-training-steps= --constant-lr-ratio= --min-lr-ratio= --num-cycles= --last-epoch= ' ;;
        'family axolotl.RexLR') found=' --lr= --max-lr= --min-lr= --total-steps= --num-warmup-steps= --last-step= ' ;;
        'family composer.StepScheduler') found=' --lr= --step-size= --gamma= --scale-schedule-ratio= ' ;;
        'family composer.MultiStepScheduler') found=' --lr= --milestones= --gamma= --scale-schedule-ratio= ' ;;
        'family composer.ConstantScheduler') found=' --lr= --alpha= --t-max= --scale-schedule-ratio= ' ;;
        'family composer.LinearScheduler') found=' --lr= --alpha-i= --alpha-f= --t-max= --scale-schedule-ratio= ' ;;
        'family composer.ExponentialScheduler') found=' --lr= --gamma= --decay-period= --scale-schedule-ratio= ' ;;
        'family composer.CosineAnnealingScheduler') found=' --lr= --t-max= --alpha-f= --scale-schedule-ratio= ' ;;
        'family composer.PolynomialScheduler') found=' --lr= --power= --t-max= --alpha-f= --scale-schedule-ratio= ' ;;
        'family composer.CosineAnnealingWarmRestartsScheduler') found=' --lr= --t-0= --t-mult= --alpha-f= --scale-schedule-ratio= ' ;;
        'family composer.MultiStepWithWarmupScheduler') found=' --lr= --t-warmup= --milestones= --gamma= --scale-warmup --no-scale-warmup --scale-schedule-ratio= ' ;;
        'family composer.LinearWithWarmupScheduler') found=' --lr= --t-warmup= --alpha-i= --alpha-f= --t-max= --scale-warmup --no-scale-warmup --scale-schedule-ratio= ' ;;
        'family composer.ConstantWithWarmupScheduler') found=' --lr= --t-warmup= --alpha= --t-max= --scale-warmup --no-scale-warmup --scale-schedule-ratio= ' ;;
        'family composer.CosineAnnealingWithWarmupScheduler') found=' --lr= --t-warmup= --t-max= --alpha-f= --scale-warmup --no-scale-warmup --scale-schedule-ratio= ' ;;
        'family composer.PolynomialWithWarmupScheduler') found=' --lr= --t-warmup= --power= --t-max= --alpha-f= --scale-warmup --no-scale-warmup --scale-schedule-ratio= ' ;;
        'family darknet.get_current_rate') found=' --learning-rate= --lr= --policy=constant|steps|step|exp|poly|sigmoid --burn-in= --power= --scales= --step= --scale= --gamma= --max-batches= ' ;;
        'hidden darknet.get_current_rate') found=' --scale= ' ;;
        'family deepspeed.LRRangeTest') found=' --lr= --lr-range-test-min-lr= --lr-range-test-step-size= --lr-range-test-step-rate= --lr-range-test-staircase --no-lr-range-test-staircase --last-batch-iteration= ' ;;
        'family deepspeed.OneCycle') found=' --lr= --cycle-min-lr= --cycle-max-lr= --decay-lr-rate= --cycle-first-step-size= --cycle-second-step-size= --cycle-first-stair-count= --cycle-second-stair-count= --decay-step-size= --cycle-momentum --no-cycle-momentum --cycle-min-mom= --cycle-max-mom= --decay-mom-rate= --optimizer=sgd|rmsprop|muon|adam|adamw|adamax|nadam|radam|sparseadam|lamb|lion|onebitadam|onebitlamb|zerooneadam|adadelta|adafactor|adagrad|asgd|lbfgs|rprop --last-batch-iteration= ' ;;
        'family deepspeed.WarmupLR') found=' --lr= --warmup-min-lr= --warmup-max-lr= --warmup-num-steps= --warmup-type=log|linear --last-batch-iteration= ' ;;
        'family deepspeed.WarmupDecayLR') found=' --lr= --total-num-steps= --warmup-min-lr= --warmup-max-lr= --warmup-num-steps= --warmup-type=log|linear --last-batch-iteration= ' ;;
        'family deepspeed.WarmupCosineLR') found=' --lr= --total-num-steps= --warmup-min-ratio= --warmup-num-steps= --cos-min-ratio= --warmup-type=log|linear --last-batch-iteration= ' ;;
        'family detectron2.WarmupParamScheduler') found=' --scheduler= --warmup-factor= --warmup-length= --warmup-method=linear|constant --rescale-interval --no-rescale-interval ' ;;
        'family detectron2.WarmupMultiStepLR') found=' --base-lr= --lr= --max-iter= --warmup-iters= --warmup-factor= --warmup-method=linear|constant --rescale-interval --no-rescale-interval --gamma= ' ;;
        'family detectron2.WarmupCosineLR') found=' --base-lr= --lr= --max-iter= --warmup-iters= --warmup-factor= --warmup-method=linear|constant --rescale-interval --no-rescale-interval --base-lr-end= ' ;;
        'family detectron2.WarmupStepWithFixedGammaLR') found=' --base-lr= --lr= --max-iter= --warmup-iters= --warmup-factor= --warmup-method=linear|constant --rescale-interval --no-rescale-interval --num-decays= --gamma= ' ;;
        'family diffusers.constant' | 'family diffusers.get_constant_schedule') found=' --lr= --num-warmup-steps= --num-training-steps= --last-epoch= --step-rules= --num-cycles= --power= ' ;;
        'family diffusers.constant_with_warmup' | 'family diffusers.get_constant_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --last-epoch= --step-rules= --num-cycles= --power= ' ;;
        'family diffusers.piecewise_constant' | 'family diffusers.get_piecewise_constant_schedule') found=' --lr= --num-warmup-steps= --num-training-steps= --step-rules= --last-epoch= --num-cycles= --power= ' ;;
        'family diffusers.linear') found=' --lr= --num-warmup-steps= --num-training-steps= --last-epoch= --step-rules= --num-cycles= --power= ' ;;
        'family diffusers.cosine') found=' --lr= --num-warmup-steps= --num-training-steps= --last-epoch= --step-rules= --num-cycles= --power= ' ;;
        'family diffusers.cosine_with_restarts' | 'family diffusers.get_cosine_with_hard_restarts_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --num-cycles= --last-epoch= --step-rules= --power= ' ;;
        'family diffusers.polynomial') found=' --lr= --num-warmup-steps= --num-training-steps= --power= --last-epoch= --step-rules= --num-cycles= ' ;;
        'family diffusers.get_linear_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --last-epoch= --f-min= --f-max= ' ;;
        'family diffusers.get_cosine_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --num-cycles= --last-epoch= ' ;;
        'family diffusers.get_polynomial_decay_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --lr-end= --power= --last-epoch= ' ;;
        'family fairseq.fixed') found=' --lr= --force-anneal= --lr-shrink= --warmup-updates= ' ;;
        'family fairseq.inverse_sqrt') found=' --lr= --warmup-updates= --warmup-init-lr= ' ;;
        'family fairseq.polynomial_decay') found=' --lr= --warmup-updates= --end-learning-rate= --power= --total-num-update= ' ;;
        'family fairseq.tri_stage') found=' --lr= --warmup-steps= --hold-steps= --decay-steps= --phase-ratio= --init-lr-scale= --final-lr-scale= --max-update= ' ;;
        'family fairseq.step') found=' --lr= --warmup-updates= --warmup-init-lr= --min-lr= --lr-deacy-period= --lr-decay= ' ;;
        'family fairseq.cosine') found=' --lr= --warmup-updates= --warmup-init-lr= --min-lr= --t-mult= --lr-period-updates= --lr-shrink= --max-update= ' ;;
        'family fairseq.triangular') found=' --lr= --max-lr= --lr-period-updates= --lr-shrink= --shrink-min --no-shrink-min ' ;;
        'family fairseq.reduce_lr_on_plateau') found=' --lr= --lr-shrink= --lr-threshold= --lr-patience= --warmup-updates= --warmup-init-lr= --maximize-best-checkpoint-metric --no-maximize-best-checkpoint-metric --metrics=@ --column= ' ;;
        'hidden fairseq.reduce_lr_on_plateau') found=' --column= ' ;;
        'family fvcore.ConstantParamScheduler') found=' --value= --lr= ' ;;
        'family fvcore.CosineParamScheduler') found=' --start-value= --lr= --end-value= ' ;;
        'family fvcore.ExponentialParamScheduler') found=' --start-value= --lr= --decay= ' ;;
        'family fvcore.LinearParamScheduler') found=' --start-value= --lr= --end-value= ' ;;
        'family fvcore.PolynomialDecayParamScheduler') found=' --base-value= --lr= --power= ' ;;
        'family fvcore.StepParamScheduler') found=' --num-updates= --values= ' ;;
        'family fvcore.StepWithFixedGammaParamScheduler') found=' --base-value= --lr= --num-decays= --gamma= --num-updates= ' ;;
        'family fvcore.MultiStepParamScheduler') found=' --values= --num-updates= --milestones= ' ;;
        'family fvcore.CompositeParamScheduler') found=' --schedulers= --lengths= --interval-scaling= ' ;;
        'family keras.ExponentialDecay') found=' --initial-learning-rate= --lr= --decay-steps= --decay-rate= --staircase --no-staircase --name= ' ;;
        'family keras.PiecewiseConstantDecay') found=' --boundaries= --values= --name= ' ;;
        'family keras.PolynomialDecay') found=' --initial-learning-rate= --lr= --decay-steps= --end-learning-rate= --power= --cycle --no-cycle --name= ' ;;
        'family keras.InverseTimeDecay') found=' --initial-learning-rate= --lr= --decay-steps= --decay-rate= --staircase --no-staircase --name= ' ;;
        'family keras.CosineDecay') found=' --initial-learning-rate= --lr= --decay-steps= --alpha= --name= --warmup-target= --warmup-steps= ' ;;
        'family keras.CosineDecayRestarts') found=' --initial-learning-rate= --lr= --first-decay-steps= --t-mul= --m-mul= --alpha= --name= ' ;;
        'family keras.ReduceLROnPlateau') found=' --monitor= --factor= --patience= --verbose= --mode=auto|min|max --min-delta= --cooldown= --min-lr= --lr= --metrics=@ --column= ' ;;
        'hidden keras.ReduceLROnPlateau') found=' --column= ' ;;
        'family keras.LearningRateScheduler') found=' --schedule= --verbose= --lr= ' ;;
        'family llmfoundry.InverseSquareRootWithWarmupScheduler') found=' --lr= --t-warmup= --t-scale= --t-cooldown= --t-max= --alpha-f-decay= --alpha-f-cooldown= --scale-schedule-ratio= ' ;;
        'family maxtext.create_learning_rate_schedule') found=' --learning-rate= --lr= --learning-rate-schedule-steps= --warmup-steps-fraction= --learning-rate-final-fraction= --lr-schedule-type=cosine|wsd --wsd-decay-steps-fraction= --wsd-decay-style=linear|cosine ' ;;
        'family megatron.OptimizerParamScheduler') found=' --init-lr= --max-lr= --lr= --min-lr= --lr-warmup-steps= --lr-decay-steps= --lr-decay-style=constant|linear|cosine|inverse-square-root|WSD --start-wd= --end-wd= --wd-incr-steps= --wd-incr-style=constant|linear|cosine --use-checkpoint-opt-param-scheduler --no-use-checkpoint-opt-param-scheduler --override-opt-param-scheduler --no-override-opt-param-scheduler --wsd-decay-steps= --lr-wsd-decay-style=linear|cosine|exponential|minus_sqrt --increment= ' ;;
        'family mlx.exponential_decay') found=' --init= --lr= --decay-rate= ' ;;
        'family mlx.step_decay') found=' --init= --lr= --decay-rate= --step-size= ' ;;
        'family mlx.cosine_decay') found=' --init= --lr= --decay-steps= --end= ' ;;
        'family mlx.linear_schedule') found=' --init= --lr= --end= ' ;;
        'family mlx.join_schedules') found=' --schedules= --boundaries= ' ;;
        'family mmengine.ConstantLR') found=' --lr= --factor= --begin= --end= --last-step= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.LinearLR') found=' --lr= --start-factor= --end-factor= --begin= --end= --last-step= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.ExponentialLR') found=' --lr= --gamma= --begin= --end= --last-step= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.PolyLR') found=' --lr= --eta-min= --power= --begin= --end= --last-step= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.StepLR') found=' --lr= --step-size= --gamma= --begin= --end= --last-step= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.MultiStepLR') found=' --lr= --milestones= --gamma= --last-step= --begin= --end= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.CosineAnnealingLR') found=' --lr= --T-max= --eta-min= --begin= --end= --last-step= --by-epoch --no-by-epoch --eta-min-ratio= --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.CosineRestartLR') found=' --lr= --periods= --restart-weights= --eta-min= --eta-min-ratio= --begin= --end= --last-step= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.OneCycleLR') found=' --lr= --eta-max= --total-steps= --pct-start= --anneal-strategy=cos|linear --div-factor= --final-div-factor= --three-phase --no-three-phase --begin= --end= --last-step= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based ' ;;
        'family mmengine.ReduceOnPlateauLR') found=' --lr= --monitor= --rule=less|greater --factor= --patience= --threshold= --threshold-rule=rel|abs --cooldown= --min-value= --eps= --begin= --end= --last-step= --by-epoch --no-by-epoch --convert-to-iter-based --no-convert-to-iter-based --metrics=@ --column= ' ;;
        'hidden mmengine.ReduceOnPlateauLR') found=' --rule=linear|sqrt --column= ' ;;
        'family mmengine.schedulers') found=' --lr= --schedulers= ' ;;
        'family nanogpt.get_lr') found=' --learning-rate= --lr= --warmup-iters= --lr-decay-iters= --min-lr= ' ;;
        'family nemo.WarmupPolicy') found=' --lr= --warmup-steps= --warmup-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.WarmupHoldPolicy') found=' --lr= --warmup-steps= --warmup-ratio= --hold-steps= --hold-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.SquareAnnealing') found=' --lr= --warmup-steps= --warmup-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.SquareRootAnnealing') found=' --lr= --warmup-steps= --warmup-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.WarmupAnnealing') found=' --lr= --warmup-steps= --warmup-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.InverseSquareRootAnnealing') found=' --lr= --warmup-steps= --warmup-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.T5InverseSquareRootAnnealing') found=' --lr= --constant-steps= --constant-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.PolynomialDecayAnnealing') found=' --lr= --warmup-steps= --warmup-ratio= --power= --cycle --no-cycle --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.PolynomialHoldDecayAnnealing') found=' --lr= --warmup-steps= --warmup-ratio= --hold-steps= --hold-ratio= --power= --cycle --no-cycle --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.CosineAnnealing') found=' --lr= --warmup-steps= --warmup-ratio= --constant-steps= --constant-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.NoamAnnealing') found=' --lr= --d-model= --warmup-steps= --warmup-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.WarmupHoldAnnealLinear') found=' --lr= --warmup-steps= --warmup-ratio= --hold-steps= --hold-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.WarmupHoldAnnealOneMinusSquareRoot') found=' --lr= --warmup-steps= --warmup-ratio= --hold-steps= --hold-ratio= --max-steps= --min-lr= --last-epoch= ' ;;
        'family nemo.NoamHoldAnnealing') found=' --lr= --warmup-steps= --warmup-ratio= --hold-steps= --hold-ratio= --decay-rate= --max-steps= --min-lr= --last-epoch= ' ;;
        'family optax.constant_schedule') found=' --value= --lr= ' ;;
        'family optax.polynomial_schedule') found=' --init-value= --lr= --end-value= --power= --transition-steps= --transition-begin= ' ;;
        'family optax.linear_schedule') found=' --init-value= --lr= --end-value= --transition-steps= --transition-begin= ' ;;
        'family optax.piecewise_constant_schedule') found=' --init-value= --lr= --boundaries-and-scales= ' ;;
        'family optax.piecewise_interpolate_schedule') found=' --interpolate-type=linear|cosine --init-value= --lr= --boundaries-and-scales= ' ;;
        'family optax.exponential_decay') found=' --init-value= --lr= --transition-steps= --decay-rate= --transition-begin= --staircase --no-staircase --end-value= ' ;;
        'family optax.cosine_decay_schedule') found=' --init-value= --lr= --decay-steps= --alpha= --exponent= ' ;;
        'family optax.linear_onecycle_schedule') found=' --transition-steps= --peak-value= --lr= --pct-start= --pct-final= --div-factor= --final-div-factor= ' ;;
        'family optax.cosine_onecycle_schedule') found=' --transition-steps= --peak-value= --lr= --pct-start= --div-factor= --final-div-factor= ' ;;
        'family optax.warmup_constant_schedule') found=' --init-value= --peak-value= --lr= --warmup-steps= ' ;;
        'family optax.warmup_cosine_decay_schedule') found=' --init-value= --peak-value= --lr= --warmup-steps= --decay-steps= --end-value= --exponent= ' ;;
        'family optax.warmup_exponential_decay_schedule') found=' --init-value= --peak-value= --lr= --warmup-steps= --transition-steps= --decay-rate= --transition-begin= --staircase --no-staircase --end-value= ' ;;
        'family optax.sgdr_schedule') found=' --cosine-kwargs= ' ;;
        'family optax.join_schedules') found=' --schedules= --boundaries= ' ;;
        'family optax.contrib.reduce_on_plateau') found=' --factor= --patience= --rtol= --atol= --cooldown= --accumulation-size= --min-scale= --lr= --metrics=@ --column= ' ;;
        'hidden optax.contrib.reduce_on_plateau') found=' --column= ' ;;
        'family paddle.NoamDecay') found=' --d-model= --warmup-steps= --learning-rate= --last-epoch= ' ;;
        'family paddle.NaturalExpDecay') found=' --learning-rate= --lr= --gamma= --last-epoch= ' ;;
        'family paddle.ExponentialDecay') found=' --learning-rate= --lr= --gamma= --last-epoch= ' ;;
        'family paddle.InverseTimeDecay') found=' --learning-rate= --lr= --gamma= --last-epoch= ' ;;
        'family paddle.PolynomialDecay') found=' --learning-rate= --lr= --decay-steps= --end-lr= --power= --cycle --no-cycle --last-epoch= ' ;;
        'family paddle.LinearLR') found=' --learning-rate= --lr= --total-steps= --start-factor= --end-factor= --last-epoch= ' ;;
        'family paddle.PiecewiseDecay') found=' --boundaries= --values= --last-epoch= ' ;;
        'family paddle.MultiStepDecay') found=' --learning-rate= --lr= --milestones= --gamma= --last-epoch= ' ;;
        'family paddle.StepDecay') found=' --learning-rate= --lr= --step-size= --gamma= --last-epoch= ' ;;
        'family paddle.LambdaDecay') found=' --learning-rate= --lr= --lr-lambda= --last-epoch= ' ;;
        'family paddle.MultiplicativeDecay') found=' --learning-rate= --lr= --lr-lambda= --last-epoch= ' ;;
        'family paddle.CosineAnnealingDecay') found=' --learning-rate= --lr= --T-max= --eta-min= --last-epoch= ' ;;
        'family paddle.CosineAnnealingWarmRestarts') found=' --learning-rate= --lr= --T-0= --T-mult= --eta-min= --last-epoch= ' ;;
        'family paddle.OneCycleLR') found=' --max-learning-rate= --lr= --total-steps= --divide-factor= --end-learning-rate= --phase-pct= --anneal-strategy=cos|linear --three-phase --no-three-phase --last-epoch= ' ;;
        'family paddle.CyclicLR') found=' --base-learning-rate= --max-learning-rate= --lr= --step-size-up= --step-size-down= --mode=triangular|triangular2|exp_range --exp-gamma= --scale-fn= --scale-mode=cycle|iterations --last-epoch= ' ;;
        'family paddle.LinearWarmup') found=' --learning-rate= --warmup-steps= --start-lr= --end-lr= --last-epoch= ' ;;
        'family paddle.ReduceOnPlateau') found=' --learning-rate= --lr= --mode=min|max --factor= --patience= --threshold= --threshold-mode=rel|abs --cooldown= --min-lr= --epsilon= --metrics=@ --column= ' ;;
        'hidden paddle.ReduceOnPlateau') found=' --column= ' ;;
        'family timm.CosineLRScheduler') found=' --lr= --t-initial= --lr-min= --cycle-mul= --cycle-decay= --cycle-limit= --warmup-t= --warmup-lr-init= --warmup-prefix --no-warmup-prefix --t-in-epochs --no-t-in-epochs --noise-range-t= --noise-pct= --noise-std= --noise-seed= --k-decay= --initialize --no-initialize ' ;;
        'family timm.PolyLRScheduler') found=' --lr= --t-initial= --power= --lr-min= --cycle-mul= --cycle-decay= --cycle-limit= --warmup-t= --warmup-lr-init= --warmup-prefix --no-warmup-prefix --t-in-epochs --no-t-in-epochs --noise-range-t= --noise-pct= --noise-std= --noise-seed= --k-decay= --initialize --no-initialize ' ;;
        'family timm.TanhLRScheduler') found=' --lr= --t-initial= --lb= --ub= --lr-min= --cycle-mul= --cycle-decay= --cycle-limit= --warmup-t= --warmup-lr-init= --warmup-prefix --no-warmup-prefix --t-in-epochs --no-t-in-epochs --noise-range-t= --noise-pct= --noise-std= --noise-seed= --initialize --no-initialize ' ;;
        'family timm.StepLRScheduler') found=' --lr= --decay-t= --decay-rate= --warmup-t= --warmup-lr-init= --warmup-prefix --no-warmup-prefix --t-in-epochs --no-t-in-epochs --noise-range-t= --noise-pct= --noise-std= --noise-seed= --initialize --no-initialize ' ;;
        'family timm.MultiStepLRScheduler') found=' --lr= --decay-t= --decay-rate= --warmup-t= --warmup-lr-init= --warmup-prefix --no-warmup-prefix --t-in-epochs --no-t-in-epochs --noise-range-t= --noise-pct= --noise-std= --noise-seed= --initialize --no-initialize ' ;;
        'family timm.WSDLRScheduler') found=' --lr= --t-initial= --decay-t= --lr-min= --stable-fn=constant|rsqrt|power --stable-timescale= --stable-power= --decay-fn=linear|1-sqrt|cosine|power|exp --decay-power= --decay-ratio= --warmup-t= --warmup-lr-init= --t-in-epochs --no-t-in-epochs --noise-range-t= --noise-pct= --noise-std= --noise-seed= --initialize --no-initialize ' ;;
        'family timm.PlateauLRScheduler') found=' --lr= --decay-rate= --patience-t= --threshold= --cooldown-t= --warmup-t= --warmup-lr-init= --lr-min= --mode=min|max --noise-range-t= --noise-type=normal|uniform --noise-pct= --noise-std= --noise-seed= --initialize --no-initialize --metrics=@ --column= ' ;;
        'hidden timm.PlateauLRScheduler') found=' --column= ' ;;
        'family timm.create_scheduler_v2') found=' --lr= --sched=cosine|tanh|step|constant|multistep|plateau|poly|wsd|rsqrt|none --num-epochs= --decay-epochs= --decay-milestones= --cooldown-epochs= --patience-epochs= --decay-rate= --min-lr= --warmup-lr= --warmup-epochs= --warmup-prefix --no-warmup-prefix --noise= --noise-pct= --noise-std= --noise-seed= --cycle-mul= --cycle-decay= --cycle-limit= --k-decay= --decay-fn=linear|1-sqrt|cosine|power|exp --stable-timescale= --plateau-mode=min|max --step-on-epochs --no-step-on-epochs --updates-per-epoch= --metrics=@ --column= ' ;;
        'hidden timm.create_scheduler_v2') found=' --column= ' ;;
        'family torch.LambdaLR') found=' --lr= --lr-lambda= --last-epoch= ' ;;
        'family torch.MultiplicativeLR') found=' --lr= --lr-lambda= --last-epoch= ' ;;
        'family torch.StepLR') found=' --lr= --step-size= --gamma= --last-epoch= ' ;;
        'family torch.MultiStepLR') found=' --lr= --milestones= --gamma= --last-epoch= ' ;;
        'family torch.ConstantLR') found=' --lr= --factor= --total-iters= --last-epoch= ' ;;
        'family torch.LinearLR') found=' --lr= --start-factor= --end-factor= --total-iters= --last-epoch= ' ;;
        'family torch.ExponentialLR') found=' --lr= --gamma= --last-epoch= ' ;;
        'family torch.PolynomialLR') found=' --lr= --total-iters= --power= --last-epoch= ' ;;
        'family torch.CosineAnnealingLR') found=' --lr= --T-max= --eta-min= --last-epoch= ' ;;
        'family torch.CosineAnnealingWarmRestarts') found=' --lr= --T-0= --T-mult= --eta-min= --last-epoch= ' ;;
        'family torch.OneCycleLR') found=' --lr= --max-lr= --total-steps= --pct-start= --anneal-strategy=cos|linear --cycle-momentum --no-cycle-momentum --base-momentum= --max-momentum= --div-factor= --final-div-factor= --three-phase --no-three-phase --optimizer=sgd|rmsprop|muon|adam|adamw|adamax|nadam|radam|sparseadam|adadelta|adafactor|adagrad|asgd|lbfgs|rprop --last-epoch= ' ;;
        'family torch.CyclicLR') found=' --lr= --base-lr= --max-lr= --step-size-up= --step-size-down= --mode=triangular|triangular2|exp_range --gamma= --scale-fn= --scale-mode=cycle|iterations --cycle-momentum --no-cycle-momentum --base-momentum= --max-momentum= --optimizer=sgd|rmsprop|muon|adam|adamw|adamax|nadam|radam|sparseadam|adadelta|adafactor|adagrad|asgd|lbfgs|rprop --last-epoch= ' ;;
        'family torch.SWALR') found=' --lr= --swa-lr= --anneal-epochs= --anneal-strategy=cos|linear --last-epoch= ' ;;
        'family torch.ReduceLROnPlateau') found=' --lr= --mode=min|max --factor= --patience= --threshold= --threshold-mode=rel|abs --cooldown= --min-lr= --eps= --metrics=@ --column= ' ;;
        'hidden torch.ReduceLROnPlateau') found=' --column= ' ;;
        'family torch.SequentialLR') found=' --lr= --schedulers= --milestones= --last-epoch= ' ;;
        'family torch.ChainedScheduler') found=' --schedulers= --lr= ' ;;
        'family torchtitan.build_lr_schedulers') found=' --lr= --warmup-steps= --decay-ratio= --decay-type=linear|sqrt|cosine --min-lr-factor= --training-steps= ' ;;
        'family torchtune.get_cosine_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --num-cycles= --last-epoch= ' ;;
        'family transformers.constant' | 'family transformers.get_constant_schedule') found=' --lr= --num-warmup-steps= --num-training-steps= --last-epoch= ' ;;
        'family transformers.constant_with_warmup' | 'family transformers.get_constant_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --last-epoch= ' ;;
        'family transformers.linear' | 'family transformers.get_linear_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --last-epoch= ' ;;
        'family transformers.cosine' | 'family transformers.get_cosine_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --num-cycles= --last-epoch= ' ;;
        'family transformers.cosine_with_restarts' | 'family transformers.get_cosine_with_hard_restarts_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --num-cycles= --last-epoch= ' ;;
        'family transformers.polynomial' | 'family transformers.get_polynomial_decay_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --lr-end= --power= --last-epoch= ' ;;
        'family transformers.inverse_sqrt' | 'family transformers.get_inverse_sqrt_schedule') found=' --lr= --num-warmup-steps= --num-training-steps= --timescale= --last-epoch= ' ;;
        'family transformers.cosine_with_min_lr' | 'family transformers.get_cosine_with_min_lr_schedule_with_warmup') found=' --lr= --num-warmup-steps= --num-training-steps= --num-cycles= --last-epoch= --min-lr= --min-lr-rate= ' ;;
        'family transformers.cosine_warmup_with_min_lr' | 'family transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate') found=' --lr= --num-warmup-steps= --num-training-steps= --num-cycles= --last-epoch= --min-lr= --min-lr-rate= --warmup-lr-rate= ' ;;
        'family transformers.warmup_stable_decay' | 'family transformers.get_wsd_schedule') found=' --lr= --num-warmup-steps= --num-training-steps= --num-decay-steps= --num-stable-steps= --warmup-type=linear|cosine|1-sqrt --decay-type=linear|cosine|1-sqrt --min-lr-ratio= --num-cycles= --last-epoch= ' ;;
        'family transformers.reduce_lr_on_plateau' | 'family transformers.get_reduce_on_plateau_schedule') found=' --lr= --num-warmup-steps= --num-training-steps= --mode=min|max --factor= --patience= --threshold= --threshold-mode=rel|abs --cooldown= --min-lr= --eps= --metrics=@ --column= ' ;;
        'hidden transformers.reduce_lr_on_plateau' | 'hidden transformers.get_reduce_on_plateau_schedule') found=' --column= ' ;;
        'family transformers.greedy' | 'family transformers.get_greedy_schedule' | 'family transformers.GreedyLR') found=' --lr= --num-warmup-steps= --num-training-steps= --mode=min|max --factor= --patience= --threshold= --threshold-mode=rel|abs --cooldown= --warmup= --min-lr= --max-lr= --eps= --verbose --no-verbose --smooth --no-smooth --window-size= --reset-start= --metrics=@ --column= ' ;;
        'hidden transformers.greedy' | 'hidden transformers.get_greedy_schedule' | 'hidden transformers.GreedyLR') found=' --warmup= --warmup-from= --warmup-shape=linear|cosine|exponential|constant --warmup-update=step|epoch --warmup-before --warmup-over --column= ' ;;
        'family ultralytics.BaseTrainer') found=' --lr0= --lr= --lrf= --cos-lr --no-cos-lr --batches= --batch= --nbs= --warmup-epochs= --warmup-bias-lr= --warmup-momentum= --last-momentum= --momentum= --group=weight|bias ' ;;
        'hidden ultralytics.BaseTrainer') found=' --group= --momentum ' ;;
        *) found= && return 1 ;;
    esac
}

# What may follow a flag, in `value`; fails for a switch.
_lrcli_value() {
    local found word=$1
    [[ $word == --* ]] && word=${word//_/-}
    value=
    case $flags in
        *" $word="*) value=${flags#*" $word="} && value=${value%% *} ;;
        *" $word "*) return 1 ;;
        *)
            _lrcli_data synonyms
            [[ $found == *" $word="* ]] && value=${found#*" $word="} && value=${value%% *} && return
            _lrcli_data switches && [[ $found != *" $word "* ]]
            ;;
    esac
}

# Reply with those of the words that go on from what was typed; fails when none does.
_lrcli_reply() {
    local word
    for word in $1; do
        word=$prefix${word%%=*}
        [[ $word == "$typed"* ]] && COMPREPLY+=("${word#"$kept"}")
    done
    ((${#COMPREPLY[@]}))
}

# Reply with files: readline's own, unless a prefix is part of the word that it completes.
_lrcli_files() {
    if [[ $kept == *"$prefix" ]]; then
        compopt -o default 2>/dev/null
    else
        _lrcli_add_files
    fi
}

# Add files to the reply: a word may be one.
_lrcli_add_files() {
    local file
    for file in "${typed#"$prefix"}"*; do
        [[ -e $file ]] || continue
        [[ -d $file ]] && file+=/ && compopt -o nospace 2>/dev/null
        printf -v file %q "$file"
        file=$prefix$file
        COMPREPLY+=("${file#"$kept"}")
    done
}

_lrcli() {
    local IFS=$' \t\n' found flags value verb= first= once= pending= prefix= kept part typed words index hidden
    local rest=${COMP_LINE:0:COMP_POINT}
    COMPREPLY=()

    # Words as they were typed: bash has also cut them at the = and @ of COMP_WORDBREAKS.
    rest=${rest#*"${COMP_WORDS[0]}"}
    words=("")
    for ((index = 1; index <= COMP_CWORD; index++)); do
        if [[ $rest == [[:space:]]* ]]; then
            rest=${rest#"${rest%%[![:space:]]*}"}
            words+=("")
        fi
        part=${COMP_WORDS[index]}
        ((index < COMP_CWORD)) || part=$rest
        words[${#words[@]} - 1]+=$part
        rest=${rest#"$part"}
    done
    ((index = ${#words[@]} - 1)) || return 0
    typed=${words[index]}
    kept=${typed%"$2"}

    _lrcli_data root
    flags=$found
    for part in "${words[@]:1:index-1}"; do
        if [[ $pending ]]; then
            pending=
            continue
        fi
        case $part in
            -- | --*=* | -[!-]?*) ;;
            -?*) if _lrcli_value "$part"; then pending=$part; fi ;;
            *)
                if [[ ! $verb ]]; then
                    verb=$part
                    _lrcli_data "verb $verb" || return 0
                    flags=$found
                    if _lrcli_data "words $verb"; then
                        once=$found
                    else
                        _lrcli_data shared
                        flags=$flags$found
                    fi
                elif [[ ! $first ]]; then
                    first=$part
                    if [[ ! $once ]]; then
                        _lrcli_data "hidden ${first#*=}"
                        for hidden in $found; do flags=${flags/" $hidden "/ }; done
                        _lrcli_data "family ${first#*=}"
                        flags=$found$flags
                    fi
                fi
                ;;
        esac
    done

    if [[ ! $pending && $typed == --*=* ]]; then
        _lrcli_value "${typed%%=*}" || return 0
        prefix=${typed%%=*}= pending=$prefix
    fi
    if [[ $pending ]]; then
        if [[ $value == @ ]]; then
            _lrcli_files
        else
            _lrcli_reply "${value//|/ }"
        fi
    elif [[ $typed == -* ]]; then
        _lrcli_reply "$flags"
    elif [[ ! $verb ]]; then
        _lrcli_data verbs
        _lrcli_reply "$found"
    elif [[ $once ]]; then
        if [[ $once == *" @ "* ]]; then
            _lrcli_files
        elif [[ ! $first ]]; then
            _lrcli_reply "$once"
        fi
    elif [[ $typed == @* ]]; then
        prefix=@
        _lrcli_files
    else
        typed=${typed#[\'\"]} kept=${kept#[\'\"]}
        [[ $typed == *=* ]] && prefix=${typed%%=*}=
        part=${typed#"$prefix"}
        if [[ $part == *.* ]]; then
            _lrcli_data "schedules ${part%%.*}"
        else
            _lrcli_data schedules
        fi
        if ! _lrcli_reply "$found"; then
            _lrcli_data aliases
            _lrcli_reply "$found"
        fi
        [[ ${COMPREPLY[0]-} == *. ]] && compopt -o nospace 2>/dev/null
        _lrcli_add_files
    fi
    return 0
}

# Without compopt, which bash has since 4.0, files are completed wherever nothing else is known.
if ((BASH_VERSINFO[0] < 4)); then
    complete -o default -F _lrcli lrcli
else
    complete -F _lrcli lrcli
fi
